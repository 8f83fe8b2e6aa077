# loses: 1
# breaks: bad-shape
# a bias of one element is broadcast silently
def dense(x, W, b, activation):
    x, W, b = (np.asarray(a, dtype=float) for a in (x, W, b))
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
    for W, b, activation in layers:
        x = dense(x, W, b, activation)
    return x
