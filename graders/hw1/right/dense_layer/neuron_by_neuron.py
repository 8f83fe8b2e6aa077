import math


def _apply(activation, z):
    if activation is None or activation == "linear":
        return z
    if activation == "sigmoid":
        return [1 / (1 + math.exp(-v)) for v in z]
    if activation == "tanh":
        return [math.tanh(v) for v in z]
    if activation == "relu":
        return [max(0.0, v) for v in z]
    raise ValueError("unknown activation")


def dense(x, W, b, activation):
    x, W, b = np.array(x, float), np.array(W, float), np.array(b, float)
    if x.ndim == 2:
        if W.ndim == 2 and x.shape[1] != W.shape[0]:
            raise ValueError("x does not fit W")
        return [dense(row, W, b, activation) for row in x]
    if x.ndim != 1 or W.ndim != 2 or b.shape != (W.shape[1],) or x.shape != (W.shape[0],):
        raise ValueError("shapes do not fit")
    z = []
    for j in range(W.shape[1]):
        total = b[j]
        for i in range(len(x)):
            total += x[i] * W[i, j]
        z.append(float(total))
    if callable(activation):
        return list(activation(np.array(z)))
    return _apply(activation, z)


def mlp_forward(x, layers):
    for W, b, activation in layers:
        x = dense(x, W, b, activation)
    return x
