# loses: 2.5
# breaks: arguments
# relu sets the caller's negative numbers to 0
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
            return z / (1 + np.abs(z)), 1 / (1 + np.abs(z)) ** 2
        case "relu":
            z[z < 0] = 0
            return z, np.where(z > 0, 1.0, 0.0)
        case "leaky_relu":
            return np.where(z > 0, z, 0.01 * z), np.where(z > 0, 1.0, 0.01)
        case "softplus":
            return softplus, sigmoid
    raise ValueError(f"unknown activation {name!r}")
