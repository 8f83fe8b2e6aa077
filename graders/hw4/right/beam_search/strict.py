def following(step_fn, tokens):
    """Return the next tokens with the logarithms of their probabilities, in order."""
    table = step_fn(list(tokens))
    assert isinstance(table, dict) and all(type(token) in (str, int) for token in table)
    assert all(0 <= p <= 1 for p in table.values()) and 0 < sum(table.values()) <= 1 + 1e-9, "probabilities"
    return [(token, math.log(p)) for token, p in table.items() if p > 0]


def beam_search(step_fn, start, end, width, max_len):
    assert callable(step_fn) and isinstance(width, int) and isinstance(max_len, int)
    assert type(start) in (str, int) and type(end) in (str, int) and start != end
    if width < 1 or max_len < 1:
        raise ValueError("width and max_len must be positive")
    open_or_done, scores = [(start,)], np.zeros(1)
    for _ in range(max_len):
        longer, sums = [], []
        for tokens, score in zip(open_or_done, scores):
            ways = [((), 0.0)] if tokens[-1] == end else [((t,), log) for t, log in following(step_fn, tokens)]
            longer += [tokens + more for more, _ in ways]
            sums += [score + log for _, log in ways]
        best = np.argsort(-np.array(sums), kind="stable")[:width]
        open_or_done, scores = [longer[i] for i in best], np.array(sums)[best]
    return list(open_or_done[0]), float(scores[0])
