import math


def _pairs(y_true, y_pred):
    if np.shape(y_true) != np.shape(y_pred):
        raise ValueError(f"{np.shape(y_true)} is not {np.shape(y_pred)}")
    return list(zip(np.ravel(y_true).tolist(), np.ravel(y_pred).tolist()))


def mse(y_true, y_pred):
    pairs = _pairs(y_true, y_pred)
    return sum((a - b) ** 2 for a, b in pairs) / len(pairs)


def mae(y_true, y_pred):
    pairs = _pairs(y_true, y_pred)
    return sum(abs(a - b) for a, b in pairs) / len(pairs)


def huber(y_true, y_pred, delta=1.0):
    total, pairs = 0, _pairs(y_true, y_pred)
    for a, b in pairs:
        e = abs(a - b)
        if e <= delta:
            total += 0.5 * e * e
        else:
            total += delta * (e - 0.5 * delta)
    return total / len(pairs)


def cosine_similarity(y_true, y_pred):
    _pairs(y_true, y_pred)
    u, v = np.atleast_2d(y_true), np.atleast_2d(y_pred)
    values = []
    for a, b in zip(u.reshape(-1, u.shape[-1]), v.reshape(-1, v.shape[-1])):
        size = math.hypot(*a) * math.hypot(*b)
        values.append(-sum(a * b) / size if size else 0)
    return sum(values) / len(values)


def mape(y_true, y_pred):
    pairs = _pairs(y_true, y_pred)
    return 100 / len(pairs) * sum(abs(a - b) / max(abs(a), 1e-7) for a, b in pairs)


def smape(y_true, y_pred):
    pairs = _pairs(y_true, y_pred)
    return 200 / len(pairs) * sum(abs(a - b) / (abs(a) + abs(b)) for a, b in pairs if a or b)
