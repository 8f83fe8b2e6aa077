# loses: >=3.5
# leaky_relu with Keras' slope of 0.2
def activate(name, z):
    z = np.asarray(z, dtype=float)
    s = np.exp(-np.logaddexp(0, -z))
    if name == "sigmoid":
        return s, s * (1 - s)
    if name == "tanh":
        return np.tanh(z), 1 - np.tanh(z) ** 2
    if name == "softsign":
        return z / (1 + np.abs(z)), 1 / (1 + np.abs(z)) ** 2
    if name == "relu":
        return np.maximum(z, 0), np.where(z > 0, 1.0, 0.0)
    if name == "leaky_relu":
        return np.where(z > 0, z, 0.2 * z), np.where(z > 0, 1.0, 0.2)
    if name == "softplus":
        return np.logaddexp(0, z), s
    raise ValueError("unknown activation")
