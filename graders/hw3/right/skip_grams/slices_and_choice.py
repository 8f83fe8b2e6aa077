def skip_grams(tokens, window):
    if window <= 0:
        raise ValueError("window below 1")
    return [
        [centre, context, 1]
        for i, centre in enumerate(tokens)
        for context in [*tokens[max(0, i - window) : i], *tokens[i + 1 : i + window + 1]]
    ]


def negative_samples(pairs, vocab, k, rng):
    if k <= 0:
        raise ValueError("k below 1")
    contexts = {}
    for centre, context, _ in pairs:
        contexts.setdefault(centre, set()).add(context)
    result = []
    for centre, _, _ in pairs:
        candidates = sorted(set(vocab) - contexts[centre])
        if not candidates:
            raise ValueError("nothing to draw from")
        result.extend([centre, word, 0] for word in rng.choice(candidates, k))
    return result
