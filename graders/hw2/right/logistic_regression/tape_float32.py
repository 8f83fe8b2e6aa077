def _tensors(X, y):
    if np.ndim(X) != 2 or np.shape(y) != np.shape(X)[:1]:
        raise ValueError("X must be (n, d), y (n,)")
    if not set(np.unique(y)) <= {0, 1}:
        raise ValueError("y must hold 0 and 1 only")
    return tf.constant(X, tf.float32), tf.constant(y, tf.float32)


def _objective(X, y, w, b, lam):
    z = tf.linalg.matvec(X, w) + b
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(y, z)) + lam * tf.nn.l2_loss(w)


def logistic_loss(X, y, w, b, lam=0.0):
    X, y = _tensors(X, y)
    w = tf.constant(w, tf.float32)
    if w.shape != X.shape[1:]:
        raise ValueError("w must be (d,)")
    return _objective(X, y, w, tf.constant(b, tf.float32), lam).numpy()


def fit_logistic(X, y, lam, lr, steps):
    X, y = _tensors(X, y)
    w, b = tf.Variable(tf.zeros(X.shape[1])), tf.Variable(0.0)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = _objective(X, y, w, b, lam)
        for variable, gradient in zip((w, b), tape.gradient(loss, (w, b))):
            variable.assign_sub(lr * gradient)
    return w.numpy(), b.numpy()
