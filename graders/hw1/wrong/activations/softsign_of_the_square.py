# loses: >=2
# breaks: value
# softsign divides by 1 + z² instead of 1 + |z|
def activate(name, z):
    z = np.asarray(z, dtype=float)
    softplus = np.logaddexp(0, z)  # log(e^0 + e^z) without overflow
    sigmoid = np.exp(z - softplus)
    match name:
        case "sigmoid":
            return sigmoid, sigmoid * (1 - sigmoid)
        case "tanh":
            return np.tanh(z), 1 - np.tanh(z) ** 2
        case "softsign":
            return z / (1 + z**2), 1 / (1 + np.abs(z)) ** 2
        case "relu":
            return np.where(z > 0, z, 0.0), np.where(z > 0, 1.0, 0.0)
        case "leaky_relu":
            return np.where(z > 0, z, 0.01 * z), np.where(z > 0, 1.0, 0.01)
        case "softplus":
            return softplus, sigmoid
    raise ValueError(f"unknown activation {name!r}")
