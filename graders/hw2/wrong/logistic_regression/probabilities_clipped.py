# loses: 1
# breaks: large-z
# takes the logarithm of clipped probabilities
def _check(X, y):
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if X.ndim != 2 or y.ndim != 1 or len(X) != len(y):
        raise ValueError("X must be (n, d) and y (n,)")
    if not np.all((y == 0) | (y == 1)):
        raise ValueError("labels must be 0 or 1")
    return X, y


def logistic_loss(X, y, w, b, lam=0.0):
    X, y = _check(X, y)
    w = np.asarray(w, dtype=float)
    if w.shape != (X.shape[1],):
        raise ValueError("w must be (d,)")
    z = X @ w + b
    p = np.clip(1 / (1 + np.exp(-z)), 1e-7, 1 - 1e-7)
    loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    return loss + lam / 2 * np.sum(w**2)


def fit_logistic(X, y, lam, lr, steps):
    X, y = _check(X, y)
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        p = 1 / (1 + np.exp(-(X @ w + b)))
        dw = X.T @ (p - y) / len(y) + lam * w
        db = np.mean(p - y)
        w = w - lr * dw
        b = b - lr * db
    return w, b
