import math


def rnn_forward(x, Wxh, Whh, bh, h0=None):
    x, Wxh, Whh, bh = (np.array(a, dtype=float) for a in (x, Wxh, Whh, bh))
    n_in, n = Wxh.shape
    h0 = [0.0] * n if h0 is None else np.array(h0, dtype=float).tolist()
    if x.ndim != 2 or x.shape[1] != n_in:
        raise ValueError("x does not fit")
    if Whh.shape != (n, n) or bh.shape != (n,) or np.shape(h0) != (n,):
        raise ValueError("the recurrent weights, the bias or the state do not fit")
    states = [h0]
    for row in x.tolist():
        old = states[-1]
        states.append(
            [
                math.tanh(
                    bh[m] + sum(row[d] * Wxh[d, m] for d in range(n_in)) + sum(old[k] * Whh[k, m] for k in range(n))
                )
                for m in range(n)
            ]
        )
    return states[1:]
