# loses: 1
# breaks: integers
# leaky_relu writes into an integer array
def activate(name, z):
    z = np.array(z)
    s = np.exp(-np.logaddexp(0, -z))
    if name == "sigmoid":
        return s, s * (1 - s)
    if name == "tanh":
        return np.tanh(z), 1 - np.tanh(z) ** 2
    if name == "softsign":
        return z / (1 + np.abs(z)), 1 / (1 + np.abs(z)) ** 2
    if name == "relu":
        return np.maximum(z, 0), np.where(z > 0, 1, 0)
    if name == "leaky_relu":
        value = np.zeros_like(z)
        value[z > 0] = z[z > 0]
        value[z <= 0] = 0.01 * z[z <= 0]
        return value, np.where(z > 0, 1, 0.01)
    if name == "softplus":
        return np.logaddexp(0, z), s
    raise ValueError("unknown activation")
