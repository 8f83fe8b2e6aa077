def rnn_gradients(x, y, Wxh, Whh, bh):
    if np.shape(y) != (len(x), len(bh)):
        raise ValueError("y must be (T, M)")
    x, y, *weights = (tf.constant(np.asarray(a), dtype="float32") for a in (x, y, Wxh, Whh, bh))
    with tf.GradientTape() as tape:
        tape.watch([x, *weights])
        Wxh, Whh, bh = weights
        h = tf.zeros((1, bh.shape[0]))
        states = []
        for t in range(x.shape[0]):
            h = tf.tanh(x[t : t + 1] @ Wxh + h @ Whh + bh)
            states.append(h)
        loss = 0.5 * tf.reduce_sum(tf.square(tf.concat(states, axis=0) - y))
    names = ["Wxh", "Whh", "bh", "x"]
    return dict(zip(names, tape.gradient(loss, [*weights, x]), strict=True))


def gradient_norms(Whh, T):
    W = np.asarray(Whh, dtype=float)
    if W.ndim != 2 or W.shape[0] != W.shape[1]:
        raise ValueError("not square")
    power, norms = np.eye(len(W)), []
    for _ in range(T):
        power = power @ W
        norms.append(float(np.linalg.svd(power, compute_uv=False).max()))
    return norms
