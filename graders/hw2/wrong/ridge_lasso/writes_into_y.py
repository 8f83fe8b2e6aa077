# loses: 2
# breaks: arguments
# ridge sets what it was given to zero
def soft_threshold(z, t):
    if t < 0:
        raise ValueError(f"a threshold must not be negative, got {t}")
    return np.sign(z) * np.maximum(np.abs(z) - t, 0)


def ridge(X, y, lam):
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if X.ndim != 2 or y.shape != (len(X),):
        raise ValueError(f"X must be (n, d) and y (n,), got shapes {X.shape} and {y.shape}")
    if lam < 0:
        raise ValueError(f"lam must not be negative, got {lam}")
    w = np.linalg.solve(X.T @ X + lam * np.eye(X.shape[1]), X.T @ y)
    y -= X @ w
    return w


def lasso(X, y, lam, steps):
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if X.ndim != 2 or y.shape != (len(X),):
        raise ValueError(f"X must be (n, d) and y (n,), got shapes {X.shape} and {y.shape}")
    if lam < 0:
        raise ValueError(f"lam must not be negative, got {lam}")
    size = len(X) / np.linalg.norm(X, 2) ** 2
    w = np.zeros(X.shape[1])
    for _ in range(steps):
        w = soft_threshold(w - size * X.T @ (X @ w - y) / len(X), size * lam)
    return w
