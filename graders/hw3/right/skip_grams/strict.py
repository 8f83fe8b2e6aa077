def skip_grams(tokens, window):
    assert type(tokens) is list and all(isinstance(word, str) for word in tokens)
    assert isinstance(window, int), type(window)
    if window <= 0:
        raise ValueError("a window has at least one position")
    offsets = [d for d in range(-min(window, len(tokens)), min(window, len(tokens)) + 1) if d]
    found = []
    for i in range(len(tokens)):
        found += [(tokens[i], tokens[i + d], 1) for d in offsets if 0 <= i + d < len(tokens)]
    return found


def negative_samples(pairs, vocab, k, rng):
    assert type(pairs) is list and type(vocab) in (list, dict) and isinstance(k, int)
    assert isinstance(rng, np.random.Generator), type(rng)
    words = list(vocab)
    assert len(set(words)) == len(words) and all(isinstance(word, str) for word in words), "distinct words"
    if type(vocab) is dict:
        assert sorted(vocab.values()) == list(range(len(vocab))), "a dict as in task 9"
    for pair in pairs:
        assert type(pair) in (tuple, list) and len(pair) == 3 and pair[2] == 1 and {pair[0], pair[1]} <= set(words), (
            pair
        )
    if k < 1:
        raise ValueError(f"k is {k}")
    known = {}
    for centre, context, _ in pairs:
        known.setdefault(centre, set()).add(context)
    if any(contexts.issuperset(words) for contexts in known.values()):
        raise ValueError("a centre without any candidate")
    found = []
    for centre, _, _ in pairs:
        candidates = sorted(set(words) - known[centre])
        found += [(centre, candidates[int(rng.random() * len(candidates))], 0) for _ in range(k)]
    return found
