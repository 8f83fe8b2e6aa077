import math


def gru_forward(x, W, U, b, h0=None):
    x, W, U, b = (np.asarray(a, dtype=float) for a in (x, W, U, b))
    D, M = W.shape[0], U.shape[0]
    h = [0.0] * M if h0 is None else list(np.asarray(h0, dtype=float))
    fits = x.ndim == 2 and x.shape[1] == D and W.shape[1] == 3 * M and U.shape[1] == 3 * M
    if not (fits and b.shape == (3 * M,) and np.shape(h) == (M,)):
        raise ValueError("the shapes do not fit")

    def logistic(v):
        return 0.5 + 0.5 * math.tanh(0.5 * v)

    def column(k, row, state):
        return b[k] + sum(row[d] * W[d, k] for d in range(D)) + sum(state[m] * U[m, k] for m in range(M))

    H = []
    for row in x:
        z = [logistic(column(m, row, h)) for m in range(M)]
        r = [logistic(column(M + m, row, h)) for m in range(M)]
        masked = [r[m] * h[m] for m in range(M)]
        new = [math.tanh(column(2 * M + m, row, masked)) for m in range(M)]
        h = [new[m] + z[m] * (h[m] - new[m]) for m in range(M)]
        H.append(h)
    return H
