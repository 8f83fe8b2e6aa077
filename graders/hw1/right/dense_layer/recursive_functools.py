from functools import reduce

FUNCTIONS = dict(sigmoid=lambda z: 1 / (1 + np.exp(-z)), tanh=np.tanh, relu=lambda z: z * (z > 0), linear=np.array)


def dense(x, W, b, activation):
    x, W, b = map(np.asarray, (x, W, b))
    if W.ndim != 2 or b.shape != (W.shape[1],):
        raise ValueError("W or b has a wrong shape")
    if x.ndim > 2 or x.ndim < 1 or x.shape[-1] != W.shape[0]:
        raise ValueError("x has a wrong shape")
    if activation is None:
        activation = "linear"
    if isinstance(activation, str):
        if activation not in FUNCTIONS:
            raise ValueError("choose one of " + ", ".join(FUNCTIONS))
        activation = FUNCTIONS[activation]
    return activation(np.einsum("...i,ij->...j", x, W) + b)


def mlp_forward(x, layers):
    return reduce(lambda a, layer: dense(a, *layer), layers, np.array(x))
