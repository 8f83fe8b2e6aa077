def soft_threshold(z, t):
    if t < 0:
        raise ValueError("t < 0")
    if np.ndim(z) > 0:
        return np.array([soft_threshold(v, t) for v in z])
    if z > t:
        return z - t
    if z < -t:
        return z + t
    return 0


def _check(X, y, lam):
    if np.ndim(X) != 2 or np.shape(y) != np.shape(X)[:1]:
        raise ValueError("shapes")
    if lam < 0:
        raise ValueError("lam")


def ridge(X, y, lam):
    _check(X, y, lam)
    X, y = np.array(X, float), np.array(y, float)
    n, d = X.shape
    A = [[sum(X[i, j] * X[i, k] for i in range(n)) + (lam if j == k else 0) for k in range(d)] for j in range(d)]
    c = [sum(X[i, j] * y[i] for i in range(n)) for j in range(d)]
    return np.linalg.inv(A) @ c


def lasso(X, y, lam, steps):
    _check(X, y, lam)
    X, y = np.array(X, float), np.array(y, float)
    n, d = X.shape
    gram = X.T @ X
    s = n / max(np.linalg.eigvals(gram).real)
    w = [0.0] * d
    for _ in range(steps):
        rest = X @ w - y
        w = [soft_threshold(w[j] - s * (X[:, j] @ rest) / n, s * lam) for j in range(d)]
    return w
