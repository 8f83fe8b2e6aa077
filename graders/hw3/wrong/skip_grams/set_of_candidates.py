# loses: 1.5
# breaks: generator
# Draws from a set, whose order is another one at every start of Python.
def skip_grams(tokens, window):
    if window < 1:
        raise ValueError(f"window must be at least 1, got {window}")
    return [
        (centre, context, 1)
        for i, centre in enumerate(tokens)
        for j, context in enumerate(tokens)
        if 0 < abs(i - j) <= window
    ]


def negative_samples(pairs, vocab, k, rng):
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    true_pairs = {(centre, context) for centre, context, *_ in pairs}
    candidates = {centre: list(set(vocab) - {word for c, word in true_pairs if c == centre}) for centre, *_ in pairs}
    if not all(candidates.values()):
        raise ValueError("every word of the vocabulary is a true context of some centre")
    return [
        (centre, candidates[centre][i], 0)
        for centre, *_ in pairs
        for i in rng.integers(len(candidates[centre]), size=k)
    ]
