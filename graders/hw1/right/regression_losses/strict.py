def _given(y_true, y_pred):
    """Return two arrays of finite numbers of one shape with a dimension or more."""
    found = []
    for value in (y_true, y_pred):
        assert isinstance(value, np.ndarray | list), f"neither array nor list: {type(value)}"
        found.append(np.array(value))
        assert found[-1].dtype.kind in "iuf" and found[-1].size > 0, "no numbers"
        assert np.isfinite(found[-1]).all(), "numbers are finite"
    if found[0].shape != found[1].shape:
        raise ValueError(f"shapes differ: {found[0].shape} and {found[1].shape}")
    return [one.astype(float) for one in found]


def mse(y_true, y_pred):
    y, p = _given(y_true, y_pred)
    return sum((b - a) ** 2 for a, b in zip(y.flat, p.flat)) / y.size


def mae(y_true, y_pred):
    y, p = _given(y_true, y_pred)
    return sum(abs(b - a) for a, b in zip(y.flat, p.flat)) / y.size


def huber(y_true, y_pred, delta=1.0):
    y, p = _given(y_true, y_pred)
    assert isinstance(delta, int | float) and 0 < delta < np.inf, f"delta is a positive number, got {delta!r}"
    inside = np.minimum(np.abs(p - y), delta)  # the parabola's share of the error
    return (inside**2 / 2 + delta * (np.abs(p - y) - inside)).mean()


def cosine_similarity(y_true, y_pred):
    y, p = (one.reshape(-1, one.shape[-1]) for one in _given(y_true, y_pred))
    cosines = []
    for u, v in zip(y, p, strict=True):
        size = np.sqrt(u @ u) * np.sqrt(v @ v)
        cosines.append(u @ v / size if size else 0.0)
    return -float(np.mean(cosines))


def mape(y_true, y_pred):
    y, p = _given(y_true, y_pred)
    return 100 * np.mean(np.abs((p - y) / np.clip(np.abs(y), 1e-7, None)))


def smape(y_true, y_pred):
    y, p = _given(y_true, y_pred)
    size = np.abs(y) + np.abs(p)
    return 200 * np.divide(np.abs(p - y), size, out=np.zeros(y.shape), where=size != 0).mean()
