from scipy.special import expit


def promised(*values):
    for value in values:
        assert type(value) in (list, np.ndarray), "an array or a list"
        assert np.asarray(value).dtype.kind in "iuf" and np.isfinite(value).all(), "numbers"
    for value in values[-3:-1]:
        assert np.ndim(value) == 2 and np.size(value), "W and U are always two-dimensional"


def one_step(x, h, c, W, U, b):
    """Return the new state and memory; W, U, b are (4, D, M), (4, M, M), (4, M)."""
    z = np.einsum("d,gdm->gm", x, W) + np.einsum("k,gkm->gm", h, U) + b
    c = expit(z[1]) * c + expit(z[0]) * np.tanh(z[2])
    return expit(z[3]) * np.tanh(c), c


def by_gate(W, U, b):
    """Return the weights with an axis of the four gates in front."""
    D, M = len(W), len(U)
    if np.shape(W) != (D, 4 * M) or np.shape(U) != (M, 4 * M) or np.shape(b) != (4 * M,):
        raise ValueError("the weights do not fit each other")
    return [np.array(value, dtype=float).reshape(-1, 4, M).swapaxes(0, 1) for value in (W, U)] + [np.reshape(b, (4, M))]


def lstm_cell(x, h, c, W, U, b):
    promised(x, h, c, W, U, b)
    if np.shape(x) != (len(W),) or np.shape(h) != (len(U),) or np.shape(c) != (len(U),):
        raise ValueError("x, h or c does not fit the weights")
    return one_step(*(np.array(value, dtype=float) for value in (x, h, c)), *by_gate(W, U, b))


def lstm_forward(x, W, U, b):
    promised(x, W, U, b)
    assert len(x) >= 1, "at least one step"
    if np.shape(x) != (len(x), len(W)):
        raise ValueError("x must be (T, D)")
    weights, h, c, H = by_gate(W, U, b), np.zeros(len(U)), np.zeros(len(U)), []
    for row in np.array(x, dtype=float):
        h, c = one_step(row, h, c, *weights)
        H.append(h)
    return H
