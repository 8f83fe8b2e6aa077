# loses: 1
# breaks: bad-shapes
# Leaves shapes to NumPy.
def attention(query, keys, values):
    query, keys, values = (np.asarray(a, dtype=float) for a in (query, keys, values))
    scores = query @ keys.T
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights @ values, weights
