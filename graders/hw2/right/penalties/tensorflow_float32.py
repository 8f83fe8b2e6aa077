def l1(w):
    return tf.reduce_sum(tf.abs(tf.constant(w, tf.float32))).numpy()


def l2(w):
    return 2 * tf.nn.l2_loss(tf.constant(w, tf.float32)).numpy()


def _gradient(penalty, w):
    w = tf.constant(w, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(w)
        value = penalty(w)
    return tape.gradient(value, w)


def l1_gradient(w):
    return _gradient(lambda v: tf.reduce_sum(tf.abs(v)), w)


def l2_gradient(w):
    return _gradient(lambda v: tf.reduce_sum(v**2), w)


PENALTIES = {"l1": (l1, l1_gradient), "l2": (l2, l2_gradient)}


def _look_up(kind, lam=0):
    if kind not in PENALTIES:
        raise ValueError(f"unknown kind: {kind}")
    if lam < 0:
        raise ValueError(f"negative lam: {lam}")
    return PENALTIES[kind]


def penalized_loss(error, w, lam, kind):
    return error + lam * _look_up(kind, lam)[0](w)


def penalized_gradient(error_gradient, w, lam, kind):
    gradient = _look_up(kind, lam)[1]
    if np.shape(error_gradient) != np.shape(w):
        raise ValueError("the gradient and w differ in shape")
    return tf.constant(error_gradient, tf.float32) + lam * gradient(w)


def layers_penalty(layers, kind):
    penalty, _ = _look_up(kind)
    return np.sum([penalty(W) for W, _ in layers])
