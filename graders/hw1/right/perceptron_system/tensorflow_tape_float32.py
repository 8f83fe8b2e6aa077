def solve_linear_system(X, y, lr=0.02, steps=5000):
    if np.ndim(X) != 2 or np.shape(X)[0] != np.shape(X)[1] or np.shape(y) != (np.shape(X)[0],):
        raise ValueError("shapes do not match")
    X = tf.constant(X, tf.float32)
    y = tf.constant(y, tf.float32)
    w = tf.Variable(tf.zeros(len(y)))

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            error = tf.linalg.matvec(X, w) - y
            loss = 0.5 * tf.reduce_sum(error**2)
        w.assign_sub(lr * tape.gradient(loss, w))

    for _ in range(steps):
        step()
    return w.numpy()
