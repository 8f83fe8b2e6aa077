def lstm_cell(x, h, c, W, U, b):
    x, h, c, W, U, b = [np.array(a, dtype=np.float64) for a in (x, h, c, W, U, b)]
    n_in, n = W.shape[0], U.shape[0]
    wanted = {"x": (n_in,), "h": (n,), "c": (n,), "W": (n_in, 4 * n), "U": (n, 4 * n), "b": (4 * n,)}
    for name, value in zip(wanted, (x, h, c, W, U, b), strict=True):
        if value.shape != wanted[name]:
            raise ValueError(f"{name} has shape {value.shape}, not {wanted[name]}")

    def gate(k):
        part = slice(k * n, (k + 1) * n)
        return np.dot(x, W[:, part]) + np.dot(h, U[:, part]) + b[part]

    def squash(z):
        return (1 + np.tanh(z / 2)) / 2

    c = c * squash(gate(1)) + squash(gate(0)) * np.tanh(gate(2))
    return squash(gate(3)) * np.tanh(c), c


def lstm_forward(x, W, U, b):
    if np.ndim(x) != 2:
        raise ValueError("x must be (T, D)")
    n = np.shape(U)[0]
    H = np.empty((len(x), n))
    h, c = np.zeros(n), np.zeros(n)
    for t in range(len(x)):
        h, c = lstm_cell(x[t], h, c, W, U, b)
        H[t] = h
    return H
