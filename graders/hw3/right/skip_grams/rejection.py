def skip_grams(tokens, window):
    if window < 1:
        raise ValueError("window")

    def recurse(i):
        if i == len(tokens):
            return []
        near = [j for j in range(len(tokens)) if j != i and -window <= j - i <= window]
        return [(tokens[i], tokens[j], np.int64(1)) for j in near] + recurse(i + 1)

    return recurse(0)


def negative_samples(pairs, vocab, k, rng):
    """Draw until the word is no true pair."""
    if k < 1:
        raise ValueError("k")
    words = list(vocab)
    true = set((c, w) for c, w, t in pairs)
    for c in {c for c, _, _ in pairs}:
        if all((c, w) in true for w in words):
            raise ValueError("impossible")
    found = []
    for c, _, _ in pairs:
        for _ in range(k):
            while True:
                w = words[int(rng.random() * len(words))]
                if (c, w) not in true:
                    break
            found.append((c, w, 0))
    return tuple(found)
