import math


def _softplus(z):
    return max(z, 0) + math.log1p(math.exp(-abs(z)))


def _rows(X, y):
    if np.ndim(X) != 2 or np.shape(y) != (np.shape(X)[0],):
        raise ValueError("shapes do not fit")
    y = [float(v) for v in y]
    if set(y) - {0.0, 1.0}:
        raise ValueError("y must hold 0 and 1 only")
    return [[float(v) for v in row] for row in X], y


def logistic_loss(X, y, w, b, lam=0.0):
    X, y = _rows(X, y)
    if np.shape(w) != (len(X[0]),):
        raise ValueError("w does not fit X")
    total = 0
    for row, label in zip(X, y):
        z = sum(p * q for p, q in zip(row, w)) + b
        total += _softplus(-z) if label else _softplus(z)
    return float(total / len(y) + 0.5 * lam * sum(v * v for v in w))


def fit_logistic(X, y, lam, lr, steps):
    X, y = _rows(X, y)
    d, n = len(X[0]), len(y)
    w, b = [0.0] * d, 0.0
    for _ in range(steps):
        errors = []
        for row, label in zip(X, y):
            z = sum(p * q for p, q in zip(row, w)) + b
            errors.append(math.exp(-_softplus(-z)) - label)
        gradient = [sum(e * row[j] for e, row in zip(errors, X)) / n + lam * w[j] for j in range(d)]
        w, b = [v - lr * g for v, g in zip(w, gradient)], b - lr * sum(errors) / n
    return [w, b]
