from itertools import accumulate

from scipy.special import expit


def gru_forward(x, W, U, b, h0=None):
    for value in [x, W, U, b] if h0 is None else [x, W, U, b, h0]:
        assert type(value) in (list, np.ndarray), "an array or a list"
        assert np.asarray(value).dtype.kind in "iuf" and np.isfinite(value).all(), "numbers"
    assert np.ndim(W) == 2 and np.ndim(U) == 2 and np.size(W) and np.size(U), "W and U are always two-dimensional"
    assert len(x) >= 1, "at least one step"
    (D, _), (M, _) = np.shape(W), np.shape(U)
    start = np.zeros(M) if h0 is None else np.array(h0, dtype=float)
    shapes = [np.shape(value) for value in (x, W, U, b, start)]
    if shapes != [(len(x), D), (D, 3 * M), (M, 3 * M), (3 * M,), (M,)]:
        raise ValueError(f"shapes that do not fit: {shapes}")
    W, b, U = np.reshape(W, (D, 3, M)), np.reshape(b, (3, M)), np.reshape(U, (M, 3, M)).swapaxes(0, 1)
    from_x = np.einsum("td,dgm->tgm", np.array(x, dtype=float), W) + b

    def step(h, now):
        z, r = expit(now[:2] + h @ U[:2])
        return z * h + (1 - z) * np.tanh(now[2] + (r * h) @ U[2])

    return np.array(list(accumulate(from_x, step, initial=start))[1:])
