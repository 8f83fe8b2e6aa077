def dense(x, W, b, activation):
    x, W, b = (np.asarray(a, dtype="float32") for a in (x, W, b))
    if W.ndim != 2 or x.ndim not in (1, 2) or x.shape[-1] != W.shape[0] or b.shape != (W.shape[1],):
        raise ValueError("shapes do not fit")
    z = tf.matmul(np.atleast_2d(x), W) + b
    if x.ndim == 1:
        z = z[0]
    if callable(activation):
        return activation(z.numpy())
    if activation not in (None, "linear", "sigmoid", "tanh", "relu"):
        raise ValueError(f"no activation {activation}")
    return keras.activations.get(activation)(z)


def mlp_forward(x, layers):
    out = np.asarray(x)
    for layer in layers:
        out = dense(out, *layer)
    return out
