def numbers(values):
    assert isinstance(values, list | np.ndarray | int | float | np.number), type(values)
    array = np.asarray(values)
    assert array.dtype.kind in "iuf" and array.size > 0, array
    assert np.isfinite(array).all()
    return array.astype(float)


def one_number(value):
    assert isinstance(value, int | float | np.number) and not isinstance(value, bool), type(value)
    assert np.isfinite(value)
    return float(value)


def soft_threshold(z, t):
    z, t = numbers(z), one_number(t)
    if t < 0:
        raise ValueError("the threshold must not be negative")
    return z - np.clip(z, -t, t)


def centred_system(X, y, lam):
    assert isinstance(X, list | np.ndarray) and isinstance(y, list | np.ndarray)
    X, y, lam = numbers(X), numbers(y), one_number(lam)
    if X.ndim != 2 or y.shape != X.shape[:1]:
        raise ValueError("X must be (n, d) and y (n,)")
    if lam < 0:
        raise ValueError("lam must not be negative")
    return X, y, lam


def ridge(X, y, lam):
    X, y, lam = centred_system(X, y, lam)
    n, d = X.shape
    assert lam > 0 or np.linalg.matrix_rank(X) == d, "without a penalty X'X is invertible"
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    return Vt.T @ (s / (s**2 + lam) * (U.T @ y))


def lasso(X, y, lam, steps):
    X, y, lam = centred_system(X, y, lam)
    assert isinstance(steps, int | np.integer) and not isinstance(steps, bool) and steps >= 0, steps
    assert X.any(), "X is never all zeros"
    n, d = X.shape
    s = 1 / np.linalg.eigvalsh(X.T @ X / n).max()
    w = np.zeros(d)
    for _ in range(steps):
        z = w - s * (X.T @ (X @ w - y)) / n
        w = np.where(z > s * lam, z - s * lam, np.where(z < -s * lam, z + s * lam, 0.0))
    return w
