def _tensors(*arrays):
    tensors = [tf.constant(np.asarray(a, dtype="float32")) for a in arrays]
    if any(t.shape != tensors[0].shape for t in tensors):
        raise ValueError("all arguments must have the same shape")
    return tensors


def reparameterize(mu, log_var, eps):
    mu, log_var, eps = _tensors(mu, log_var, eps)
    return mu + eps * tf.sqrt(tf.exp(log_var))


def kl_to_standard_normal(mu, log_var):
    mu, log_var = _tensors(mu, log_var)
    return -0.5 * tf.reduce_sum(1 + log_var - tf.square(mu) - tf.exp(log_var), axis=-1)
