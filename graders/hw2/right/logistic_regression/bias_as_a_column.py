from scipy.special import expit, log_expit


def _check(X, y):
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if X.ndim != 2 or y.shape != X.shape[:1] or not set(y.tolist()) <= {0, 1}:
        raise ValueError("X (n, d) and labels 0 or 1 (n,) are needed")
    return np.c_[X, np.ones(len(X))], y


def logistic_loss(X, y, w, b, lam=0.0):
    A, y = _check(X, y)
    if np.shape(w) != (A.shape[1] - 1,):
        raise ValueError("w must be (d,)")
    z = A @ np.append(w, b)
    return -np.average(y * log_expit(z) + (1 - y) * log_expit(-z)) + lam * np.dot(w, w) / 2


def fit_logistic(X, y, lam, lr, steps):
    A, y = _check(X, y)
    decay = np.full(A.shape[1], float(lam))
    decay[-1] = 0
    v = np.zeros(A.shape[1])
    for _ in range(steps):
        v = v - lr * (A.T @ (expit(A @ v) - y) / len(y) + decay * v)
    return v[:-1], v[-1]
