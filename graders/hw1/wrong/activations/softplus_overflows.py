# loses: 1
# breaks: extremes
# log(1 + exp(z)) as written: infinity at 1000
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
        return np.where(z > 0, z, 0.01 * z), np.where(z > 0, 1.0, 0.01)
    if name == "softplus":
        return np.log(1 + np.exp(z)), s
    raise ValueError("unknown activation")
