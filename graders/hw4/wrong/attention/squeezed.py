# loses: >=2
# breaks: shape
# A batch of one query loses its axis.
def attention(query, keys, values):
    query, keys, values = (np.asarray(a, dtype=float) for a in (query, keys, values))
    if keys.ndim != 2 or values.ndim != 2 or len(keys) != len(values):
        raise ValueError("keys and values do not fit")
    if query.ndim not in (1, 2) or query.shape[-1] != keys.shape[1]:
        raise ValueError("query does not fit")
    scores = query @ keys.T
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return np.squeeze(weights @ values), np.squeeze(weights)
