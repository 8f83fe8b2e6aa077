# loses: 1
# breaks: arguments
# sorts the records in the arrays that came in
def logistic_loss(X, y, w, b, lam=0.0):
    X, y, w = (np.asarray(a, dtype=float) for a in (X, y, w))
    if X.ndim != 2 or y.shape != (len(X),) or w.shape != (X.shape[1],):
        raise ValueError(f"X must be (n, d), y (n,), w (d,), got shapes {X.shape}, {y.shape}, {w.shape}")
    if not np.isin(y, [0, 1]).all():
        raise ValueError("the classes in y must be 0 or 1")
    z = X @ w + b
    return np.mean(np.logaddexp(0, z) - y * z) + lam / 2 * np.sum(w**2)


def fit_logistic(X, y, lam, lr, steps):
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if X.ndim != 2 or y.shape != (len(X),):
        raise ValueError(f"X must be (n, d) and y (n,), got shapes {X.shape} and {y.shape}")
    if not np.isin(y, [0, 1]).all():
        raise ValueError("the classes in y must be 0 or 1")
    order = np.argsort(y, kind="stable")
    X[:], y[:] = X[order], y[order]
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        probability = np.exp(-np.logaddexp(0, -(X @ w + b)))  # 1 / (1 + exp(-z)) without overflow
        error = probability - y
        w, b = w - lr * (X.T @ error / len(X) + lam * w), b - lr * np.mean(error)
    return w, b
