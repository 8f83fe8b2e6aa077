def _checked(E, mask):
    E, w = np.asarray(E, dtype="float32"), np.asarray(mask, dtype="float32")
    if not (2 <= E.ndim <= 3) or E.shape[:-1] != w.shape or w.min() < 0:
        raise ValueError("bad shapes or weights")
    return tf.constant(E), tf.constant(w)


def sum_pool(E, mask):
    E, w = _checked(E, mask)
    return tf.einsum("...td,...t->...d", E, w).numpy()


def mean_pool(E, mask):
    E, w = _checked(E, mask)
    return tf.math.divide_no_nan(tf.einsum("...td,...t->...d", E, w), tf.reduce_sum(w, -1, keepdims=True)).numpy()


def sqrtn_pool(E, mask):
    E, w = _checked(E, mask)
    return tf.math.divide_no_nan(tf.einsum("...td,...t->...d", E, w), tf.norm(w, axis=-1, keepdims=True)).numpy()
