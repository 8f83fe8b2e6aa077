# loses: 2
# breaks: generator
# ignores rng
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
    result = []
    for centre, _, _ in pairs:
        candidates = [w for w in vocab if (centre, w) not in positive]
        if not candidates:
            raise ValueError(f"no negative for {centre}")
        for _ in range(k):
            result.append((centre, candidates[np.random.randint(len(candidates))], 0))
    return result
