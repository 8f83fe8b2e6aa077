# loses: 1
# breaks: uniform
# every pair of a centre gets the same k negatives
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
    positive = {(c, w) for c, w, _ in pairs}
    drawn = {}
    for centre, _, _ in pairs:
        candidates = [w for w in vocab if (centre, w) not in positive]
        if not candidates:
            raise ValueError("nothing to draw from")
        if centre not in drawn:
            drawn[centre] = [candidates[rng.integers(len(candidates))] for _ in range(k)]
    return [(centre, word, 0) for centre, _, _ in pairs for word in drawn[centre]]
