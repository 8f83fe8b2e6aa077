import math


def _given(value):
    """Return an array of what must be an array or a list of finite numbers."""
    assert isinstance(value, np.ndarray | list), f"neither array nor list: {type(value)}"
    found = np.array(value)
    assert found.dtype.kind in "iuf" and found.size > 0, f"no numbers: {found.dtype}, {found.shape}"
    assert np.isfinite(found).all(), "numbers are finite"
    return found


def solve_linear_system(X, y, lr=0.02, steps=5000):
    X, y = _given(X), _given(y)
    assert isinstance(lr, float) and 0 < lr < math.inf, f"a learning rate is a positive number, got {lr!r}"
    assert type(steps) is int and steps >= 0, f"steps is a whole number, got {steps!r}"
    if X.ndim != 2 or len(set(X.shape)) != 1 or y.shape != (len(X),):
        raise ValueError(f"expected (n, n) and (n,), got {X.shape} and {y.shape}")
    w = [0.0] * len(X)
    rows, right = X.tolist(), y.tolist()
    for _ in range(steps):
        residuals = [sum(map(float.__mul__, map(float, row), w)) - goal for row, goal in zip(rows, right, strict=True)]
        slope = [sum(r * row[j] for r, row in zip(residuals, rows, strict=True)) for j in range(len(w))]
        w = [value - lr * s for value, s in zip(w, slope, strict=True)]
    return w
