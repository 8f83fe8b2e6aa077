import math


def _one(name, z):
    z = float(z)
    if name == "sigmoid":
        s = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
        return s, s * (1 - s)
    if name == "tanh":
        return math.tanh(z), 1 - math.tanh(z) ** 2
    if name == "softsign":
        return z / (1 + abs(z)), (1 + abs(z)) ** -2
    if name == "relu":
        return (z, 1.0) if z > 0 else (0.0, 0.0)
    if name == "leaky_relu":
        return (z, 1.0) if z > 0 else (0.01 * z, 0.01)
    if name == "softplus":
        slope = _one("sigmoid", z)[0]
        return max(z, 0) + math.log1p(math.exp(-abs(z))), slope
    raise ValueError("no such activation: " + repr(name))


def activate(name, z):
    if isinstance(z, np.ndarray):
        z = z.tolist()
    if not isinstance(z, (list, tuple)):
        return _one(name, z)
    both = [activate(name, item) for item in z]
    return [value for value, _ in both], [slope for _, slope in both]
