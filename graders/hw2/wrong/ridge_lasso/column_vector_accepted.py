# loses: 1
# breaks: shapes
# y (n, 1) is raveled
def soft_threshold(z, t):
    if t < 0:
        raise ValueError("t must not be negative")
    z = np.asarray(z, dtype=float)
    return np.sign(z) * np.maximum(np.abs(z) - t, 0)


def ridge(X, y, lam):
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float).ravel()
    if X.ndim != 2 or y.ndim != 1 or len(X) != len(y):
        raise ValueError("X must be (n, d) and y (n,)")
    if lam < 0:
        raise ValueError("lam must not be negative")
    d = X.shape[1]
    return np.linalg.solve(X.T @ X + lam * np.eye(d), X.T @ y)


def lasso(X, y, lam, steps):
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float).ravel()
    if X.ndim != 2 or y.ndim != 1 or len(X) != len(y):
        raise ValueError("X must be (n, d) and y (n,)")
    if lam < 0:
        raise ValueError("lam must not be negative")
    n, d = X.shape
    s = 1 / np.linalg.eigvalsh(X.T @ X / n).max()
    w = np.zeros(d)
    for _ in range(steps):
        gradient = X.T @ (X @ w - y) / n
        w = soft_threshold(w - s * gradient, s * lam)
    return w
