# loses: 2
# breaks: layers
# goes through the layers from output to input
def dense(x, W, b, activation):
    x, W, b = (np.asarray(a, dtype=float) for a in (x, W, b))
    if W.ndim != 2 or b.shape != W.shape[1:]:
        raise ValueError("W or b has a wrong shape")
    if x.ndim not in (1, 2) or x.shape[-1] != W.shape[0]:
        raise ValueError("x has a wrong shape")
    functions = {
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
        "tanh": np.tanh,
        "relu": lambda z: np.maximum(z, 0),
        "linear": lambda z: z,
        None: lambda z: z,
    }
    if not callable(activation) and activation not in functions:
        raise ValueError("unknown activation")
    phi = activation if callable(activation) else functions[activation]
    return phi(x @ W + b)


def mlp_forward(x, layers):
    x = np.asarray(x, dtype=float)
    for W, b, activation in reversed(layers):
        x = dense(x, W, b, activation)
    return x
