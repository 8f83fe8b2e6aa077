# loses: 4
# breaks: lists
# takes x, W and b for arrays, which they need not be
def dense(x, W, b, activation):
    by_name = {
        "sigmoid": lambda z: np.exp(-np.logaddexp(0, -z)),  # 1 / (1 + exp(-z)) without overflow
        "tanh": np.tanh,
        "relu": lambda z: np.maximum(z, 0),
        "linear": lambda z: z,
        None: lambda z: z,
    }
    if W.ndim != 2 or b.shape != W.shape[1:]:
        raise ValueError(f"W must be (in, out) and b (out,), got shapes {W.shape} and {b.shape}")
    if x.ndim not in (1, 2) or x.shape[-1] != W.shape[0]:
        raise ValueError(f"x must be ({W.shape[0]},) or (n, {W.shape[0]}), got shape {x.shape}")
    if not callable(activation) and activation not in by_name:
        raise ValueError(f"unknown activation {activation!r}")
    phi = activation if callable(activation) else by_name[activation]
    return phi(x @ W + b)


def mlp_forward(x, layers):
    x = np.asarray(x, dtype=float)
    for W, b, activation in layers:
        x = dense(x, W, b, activation)
    return x
