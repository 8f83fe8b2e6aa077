# loses: 4
# breaks: order
# lists the words on the right first
def skip_grams(tokens, window):
    if window < 1:
        raise ValueError(f"window must be at least 1, got {window}")
    return [
        (centre, context, 1)
        for i, centre in enumerate(tokens)
        for j, context in sorted(enumerate(tokens), key=lambda pair: pair[0] < i)
        if 0 < abs(i - j) <= window
    ]


def negative_samples(pairs, vocab, k, rng):
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    true_pairs = {(centre, context) for centre, context, *_ in pairs}
    candidates = {centre: [word for word in vocab if (centre, word) not in true_pairs] for centre, *_ in pairs}
    if not all(candidates.values()):
        raise ValueError("every word of the vocabulary is a true context of some centre")
    return [
        (centre, candidates[centre][i], 0)
        for centre, *_ in pairs
        for i in rng.integers(len(candidates[centre]), size=k)
    ]
