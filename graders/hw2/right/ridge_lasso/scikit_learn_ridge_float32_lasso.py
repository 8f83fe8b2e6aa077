from sklearn.linear_model import Ridge


def soft_threshold(z, t):
    if t < 0:
        raise ValueError("the threshold is negative")
    return z - np.clip(z, -t, t)


def ridge(X, y, lam):
    if np.ndim(y) != 1 or lam < 0:
        raise ValueError("y must be one-dimensional, lam not negative")
    return Ridge(alpha=lam, fit_intercept=False).fit(np.asarray(X, float), y).coef_


def lasso(X, y, lam, steps):
    X, y = np.asarray(X, dtype="float32"), np.asarray(y, dtype="float32")
    if X.ndim != 2 or y.shape != X.shape[:1] or lam < 0:
        raise ValueError("bad arguments")
    s = np.float32(len(y) / np.linalg.norm(X, ord=2) ** 2)
    w = np.zeros(X.shape[1], dtype="float32")
    for _ in range(steps):
        w = soft_threshold(w - s / len(y) * (X.T @ (X @ w - y)), s * np.float32(lam))
    return w
