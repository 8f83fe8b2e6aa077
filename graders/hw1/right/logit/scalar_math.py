import math


def _map(function, values):
    if isinstance(values, np.ndarray):
        values = values.tolist()
    if isinstance(values, (list, tuple)):
        return [_map(function, value) for value in values]
    return function(float(values))


def _odds(p):
    if not 0 <= p <= 1:
        raise ValueError(f"{p} is no probability")
    return math.inf if p == 1 else p / (1 - p)


def _logit(p):
    ratio = _odds(p)
    return -math.inf if ratio == 0 else math.log(ratio)


def _sigmoid(z):
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def odds(p):
    return _map(_odds, p)


def logit(p):
    return _map(_logit, p)


def sigmoid(z):
    return _map(_sigmoid, z)
