import math


def lstm_cell(x, h, c, W, U, b):
    x, h, c, W, U, b = (np.asarray(a, dtype=float).tolist() for a in (x, h, c, W, U, b))
    D, M = len(W), len(U)
    if np.shape(x) != (D,) or np.shape(h) != (M,) or np.shape(c) != (M,) or np.shape(b) != (4 * M,):
        raise ValueError("a vector does not fit")
    if np.shape(W) != (D, 4 * M) or np.shape(U) != (M, 4 * M):
        raise ValueError("a matrix does not fit")
    z = [b[k] + sum(x[d] * W[d][k] for d in range(D)) + sum(h[m] * U[m][k] for m in range(M)) for k in range(4 * M)]
    s = [math.exp(min(v, 0)) / (1 + math.exp(-abs(v))) for v in z]  # the sigmoid
    c = [s[M + m] * c[m] + s[m] * math.tanh(z[2 * M + m]) for m in range(M)]
    return tuple([s[3 * M + m] * math.tanh(c[m]) for m in range(M)]), tuple(c)


def lstm_forward(x, W, U, b):
    x = np.asarray(x, dtype=float)
    if x.ndim != 2:
        raise ValueError("x must have two dimensions")

    def states(t):
        """Return the list of the first t states, and the memory."""
        if t == 0:
            return [], [0.0] * len(U)
        before, c = states(t - 1)
        h, c = lstm_cell(x[t - 1], before[-1] if before else [0.0] * len(U), c, W, U, b)
        return [*before, h], c

    return states(len(x))[0]
