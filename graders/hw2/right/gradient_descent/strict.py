def finite_numbers(values):
    assert isinstance(values, list | np.ndarray | float), type(values)
    array = np.asarray(values)
    assert array.dtype.kind in "iuf", array.dtype
    assert np.isfinite(array).all()
    return array.astype(float)


def fit_line(x, y, lr, epochs):
    x, y = finite_numbers(x), finite_numbers(y)
    assert isinstance(lr, int | float | np.number) and np.isfinite(lr) and lr > 0, lr
    assert isinstance(epochs, int | np.integer) and not isinstance(epochs, bool) and epochs >= 0, epochs
    if x.ndim != 1 or y.ndim != 1:
        raise ValueError("x and y must be one-dimensional")
    if len(x) != len(y) or len(x) == 0:
        raise ValueError("x and y must be of the same length, at least 1")
    A = np.stack([x, np.ones_like(x)], axis=1)
    v = np.zeros(2)
    losses = [float(np.square(A @ v - y).mean())]
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(epochs):
            candidate = v - lr * (2 / len(x)) * (A.T @ (A @ v - y))
            loss = float(np.square(A @ candidate - y).mean())
            if not np.isfinite(loss):
                break
            v = candidate
            losses.append(loss)
    return float(v[0]), float(v[1]), losses
