def attention(query, keys, values):
    for value in (query, keys, values):
        assert type(value) in (list, np.ndarray), "an array or a list"
        assert np.asarray(value).dtype.kind in "iuf" and np.isfinite(value).all(), "numbers"
    q, k, v = (np.array(value, dtype=float) for value in (query, keys, values))
    if k.ndim != 2 or v.ndim != 2 or len(k) != len(v) or q.ndim not in (1, 2) or q.shape[-1] != k.shape[1]:
        raise ValueError("query, keys and values do not fit")
    assert q.size and k.size and v.size, "at least one of each"
    scores = np.einsum("...d,td->...t", q, k)
    assert np.abs(scores).max() <= 1000 * (1 + 1e-9), "scores reach 1000 at most"
    # A weight is 1 over the sum of exp(other score - own score), which needs no largest score.
    gaps = scores[..., None, :] - scores[..., :, None]
    with np.errstate(over="ignore"):
        weights = 1 / np.exp(gaps).sum(axis=-1)
    return np.einsum("...t,tv->...v", weights, v), weights
