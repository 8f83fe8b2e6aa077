# loses: >=2
# breaks: never-true
# a negative may be another true context of the centre
def skip_grams(tokens, window):
    if window < 1:
        raise ValueError("the window must be at least 1")
    result = []
    for i in range(len(tokens)):
        for j in range(max(0, i - window), min(len(tokens), i + window + 1)):
            if j != i:
                result.append((tokens[i], tokens[j], 1))
    return result


def negative_samples(pairs, vocab, k, rng):
    if k < 1:
        raise ValueError("k must be at least 1")
    result = []
    for centre, context, _ in pairs:
        candidates = [w for w in vocab if w != context]
        if not candidates:
            raise ValueError("nothing to draw from")
        result += [(centre, candidates[rng.integers(len(candidates))], 0) for _ in range(k)]
    return result
