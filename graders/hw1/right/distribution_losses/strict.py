import math


def _given(a, b):
    """Return two arrays of finite numbers of one shape."""
    found = []
    for value in (a, b):
        assert isinstance(value, np.ndarray | list), f"neither array nor list: {type(value)}"
        found.append(np.array(value))
        assert found[-1].dtype.kind in "iuf" and found[-1].size > 0, "no numbers"
        assert np.isfinite(found[-1]).all(), "numbers are finite"
    if found[0].shape != found[1].shape:
        raise ValueError(f"shapes differ: {found[0].shape} and {found[1].shape}")
    return found


def kl_divergence(p, q):
    p, q = _given(p, q)
    assert p.ndim == 1, f"distributions have shape (k,), got {p.shape}"
    for one in (p, q):
        assert one.min() >= 0 and abs(one.sum() - 1) < 1e-9, "a distribution is not negative and sums to 1"
    total = 0.0
    for a, b in zip(p.tolist(), q.tolist(), strict=True):
        if a > 0:
            total += a * (math.log(a) - math.log(b)) if b > 0 else math.inf
    return total


def poisson(y_true, y_pred):
    counts, rates = _given(y_true, y_pred)
    assert counts.min() >= 0 and np.array_equal(counts, np.rint(counts)), "counts are whole numbers, 0 or more"
    if rates.min() <= 0:
        raise ValueError(f"rates are above 0, got {rates.min()}")
    return sum(float(rate - count * np.log(rate)) for count, rate in zip(counts.flat, rates.flat)) / counts.size
