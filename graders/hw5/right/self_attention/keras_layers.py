def scaled_dot_product(Q, K, V, mask=None):
    Q, K, V = (tf.constant(np.asarray(a), tf.float64) for a in (Q, K, V))
    scores = tf.matmul(Q, K, transpose_b=True) / float(Q.shape[-1]) ** 0.5
    if mask is not None:
        scores += tf.where(tf.cast(tf.constant(np.asarray(mask)), tf.bool), np.float64(0), np.float64(-1e300))
    weights = tf.nn.softmax(scores, axis=-1)
    return tf.matmul(weights, V), weights


def multi_head(x, weights, mask=None):
    x = np.asarray(x, dtype="float32")
    if x.ndim == 2:
        return multi_head(x[None], weights, None if mask is None else np.asarray(mask)[None])[0]
    w = [np.asarray(weights[k], "float32") for k in ("Wq", "bq", "Wk", "bk", "Wv", "bv", "Wo", "bo")]
    if x.shape[2] != w[0].shape[0]:
        raise ValueError(f"x has {x.shape[2]} features")
    layer = keras.layers.MultiHeadAttention(w[0].shape[1], w[0].shape[2], value_dim=w[4].shape[2])
    layer.build(x.shape, x.shape)
    layer.set_weights(w)
    return layer(x, x, attention_mask=None if mask is None else np.asarray(mask, bool)[:, None, :]).numpy()


def encoder_block(x, weights, mask=None, eps=1e-12):
    w = {k: np.asarray(v, dtype=float) for k, v in weights.items()}

    def ln(r, i):
        mean, variance = tf.nn.moments(r, axes=[-1], keepdims=True)
        return tf.nn.batch_normalization(r, mean, variance, w[f"beta{i}"], w[f"gamma{i}"], eps)

    x = np.asarray(x, dtype=float)
    y = ln(tf.constant(x + multi_head(x, weights, mask)), 1)
    z = tf.nn.gelu(tf.tensordot(y, w["W1"], 1) + w["b1"], approximate=False)
    return ln(y + tf.tensordot(z, w["W2"], 1) + w["b2"], 2)
