# loses: >=1
# breaks: large
# Clips the scores to ±500.
def attention(query, keys, values):
    query, keys, values = (np.asarray(a, dtype=float) for a in (query, keys, values))
    fits = query.shape[-1:] == keys.shape[1:] and values.shape[:-1] == keys.shape[:1]
    if query.ndim not in (1, 2) or not fits:
        raise ValueError(f"query {query.shape}, keys {keys.shape} and values {values.shape} do not fit")
    scores = np.clip(query @ keys.T, -500, 500)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights @ values, weights
