def attention(query, keys, values):
    q, k, v = (tf.convert_to_tensor(np.asarray(a, dtype="float32")) for a in (query, keys, values))
    if len(k.shape) != 2 or len(v.shape) != 2 or k.shape[0] != v.shape[0]:
        raise ValueError("keys and values do not fit")
    if len(q.shape) not in (1, 2) or q.shape[-1] != k.shape[1]:
        raise ValueError("query does not fit")
    weights = tf.nn.softmax(tf.einsum("...d,td->...t", q, k), axis=-1)
    return tf.einsum("...t,tv->...v", weights, v), weights
