def _given(value):
    """Return floats; a number, a list or an array of finite numbers is promised."""
    assert isinstance(value, np.ndarray | list | int | float) and not isinstance(value, bool), type(value)
    found = np.array(value)
    assert found.dtype.kind in "iuf" and found.size > 0, f"no numbers: {found.dtype}, {found.shape}"
    assert np.isfinite(found).all(), "numbers are finite"
    return found.astype(float)


def _probabilities(p):
    p = _given(p)
    if p.min() < 0 or p.max() > 1:
        raise ValueError(f"probabilities are from 0 to 1, got {p.min()} to {p.max()}")
    return p


def odds(p):
    p = _probabilities(p)
    return np.divide(p, 1 - p, out=np.full(p.shape, np.inf), where=p < 1)


def logit(p):
    p = _probabilities(p)
    inside = (p > 0) & (p < 1)
    found = np.where(p < 0.5, -np.inf, np.inf)
    found[inside] = np.log(p[inside]) - np.log1p(-p[inside])
    return found


def sigmoid(z):
    z = _given(z)
    assert np.abs(z).max() <= 1000, "numbers up to 1000"
    return (1 + np.tanh(z / 2)) / 2
