def activate(name, z):
    functions = {
        "sigmoid": tf.sigmoid,
        "tanh": tf.tanh,
        "softsign": tf.nn.softsign,
        "relu": tf.nn.relu,
        "leaky_relu": lambda z: tf.nn.leaky_relu(z, alpha=0.01),
        "softplus": tf.nn.softplus,
    }
    if name not in functions:
        raise ValueError("unknown activation " + name)
    z = tf.constant(np.asarray(z, dtype="float32"))
    with tf.GradientTape() as tape:
        tape.watch(z)
        value = functions[name](z)
    return np.array([value.numpy(), tape.gradient(value, z).numpy()])
