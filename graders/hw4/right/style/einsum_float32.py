def _map(features):
    features = np.array(features, dtype="float32")
    if features.ndim != 3:
        raise ValueError("features must be (h, w, c)")
    return features


def gram_matrix(features):
    F = _map(features)
    return tf.linalg.einsum("xyi,xyj->ij", F, F) / (F.shape[0] * F.shape[1])


def style_loss(features, style_features):
    A, B = _map(features), _map(style_features)
    if A.shape[-1] != B.shape[-1]:
        raise ValueError("different numbers of channels")
    return tf.reduce_mean(tf.square(gram_matrix(A) - gram_matrix(B)))


def content_loss(features, content_features):
    A, B = _map(features), _map(content_features)
    if A.shape != B.shape:
        raise ValueError("different shapes")
    return keras.ops.mean((A - B) ** 2)
