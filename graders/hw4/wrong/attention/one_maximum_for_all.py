# loses: 1
# breaks: large
# One maximum for all queries: rows far below it become 0/0.
def attention(query, keys, values):
    query, keys, values = (np.asarray(a, dtype=float) for a in (query, keys, values))
    if keys.ndim != 2 or values.ndim != 2 or len(keys) != len(values):
        raise ValueError("keys and values do not fit")
    if query.ndim not in (1, 2) or query.shape[-1] != keys.shape[1]:
        raise ValueError("query does not fit")
    scores = query @ keys.T
    weights = np.exp(scores - scores.max())
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights @ values, weights
