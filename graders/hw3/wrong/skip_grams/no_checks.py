# loses: 1
# breaks: errors
# no ValueError
def skip_grams(tokens, window):
    return [
        (tokens[i], tokens[j], 1)
        for i in range(len(tokens))
        for j in range(max(0, i - window), min(len(tokens), i + window + 1))
        if i != j
    ]


def negative_samples(pairs, vocab, k, rng):
    true = {(c, w) for c, w, _ in pairs}
    result = []
    for c, _, _ in pairs:
        candidates = [w for w in vocab if (c, w) not in true]
        result += [(c, candidates[rng.integers(len(candidates))], 0) for _ in range(k)]
    return result
