def promised(values):
    assert isinstance(values, list | np.ndarray), type(values)
    array = np.asarray(values)
    assert array.dtype.kind in "iuf" and array.size > 0, array
    assert np.isfinite(array).all()
    return array.astype(float)


def one_number(value):
    assert isinstance(value, int | float | np.number) and not isinstance(value, bool), type(value)
    assert np.isfinite(value)
    return float(value)


def data(X, y):
    X, y = promised(X), promised(y)
    if X.ndim != 2 or y.shape != (X.shape[0],):
        raise ValueError("X must be (n, d) and y (n,)")
    if ((y != 0) & (y != 1)).any():
        raise ValueError("y must hold 0 and 1 only")
    return X, y


def logistic_loss(X, y, w, b, lam=0.0):
    X, y = data(X, y)
    w, b, lam = promised(w), one_number(b), one_number(lam)
    assert lam >= 0, lam
    if w.shape != X.shape[1:]:
        raise ValueError("w must be (d,)")
    wrong_way = np.where(y == 1, -1.0, 1.0) * (X @ w + b)
    losses = np.maximum(wrong_way, 0) + np.log1p(np.exp(-np.abs(wrong_way)))
    return float(losses.mean() + lam * (w @ w) / 2)


def fit_logistic(X, y, lam, lr, steps):
    X, y = data(X, y)
    lam, lr = one_number(lam), one_number(lr)
    assert lam >= 0 and lr > 0, (lam, lr)
    assert isinstance(steps, int | np.integer) and not isinstance(steps, bool) and steps >= 0, steps
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        half = (X @ w + b) / 2
        error = (1 + np.tanh(half)) / 2 - y
        w, b = w - lr * ((error[:, None] * X).mean(axis=0) + lam * w), b - lr * error.mean()
    return w, float(b)
