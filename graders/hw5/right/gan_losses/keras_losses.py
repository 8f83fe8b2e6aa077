bce = keras.losses.BinaryCrossentropy(from_logits=True)


def against(value, logits):
    logits = tf.reshape(tf.convert_to_tensor(logits, dtype=tf.float32), (-1, 1))
    return float(bce(tf.fill(tf.shape(logits), float(value)), logits))


def discriminator_loss(real_logits, fake_logits):
    return against(1, real_logits) + against(0, fake_logits)


def generator_loss(fake_logits):
    return against(1, fake_logits)


def cycle_consistency_loss(x, x_cycled, lam=10.0):
    if np.shape(x) != np.shape(x_cycled):
        raise ValueError("the shapes differ")
    x, x_cycled = (tf.cast(tf.convert_to_tensor(a), tf.float32) for a in (x, x_cycled))
    return lam * tf.reduce_mean(tf.abs(x - x_cycled))
