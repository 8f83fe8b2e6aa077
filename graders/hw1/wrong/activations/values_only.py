# loses: 7
# breaks: pair
# returns the value alone
def activate(name, z):
    z = np.asarray(z, dtype=float)
    if name == "sigmoid":
        return 1 / (1 + np.exp(-z))
    if name == "tanh":
        return np.tanh(z)
    if name == "softsign":
        return z / (1 + np.abs(z))
    if name == "relu":
        return np.maximum(z, 0)
    if name == "leaky_relu":
        return np.where(z > 0, z, 0.01 * z)
    if name == "softplus":
        return np.log(1 + np.exp(z))
    raise ValueError("unknown activation")
