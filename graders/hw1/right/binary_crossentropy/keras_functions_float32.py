def binary_crossentropy(y_true, y_pred, from_logits=False):
    y_true = np.asarray(y_true, dtype="float32")
    y_pred = np.asarray(y_pred, dtype="float32")
    if y_true.shape != y_pred.shape:
        raise ValueError(f"{y_true.shape} != {y_pred.shape}")
    losses = keras.ops.binary_crossentropy(y_true, y_pred, from_logits=from_logits)
    return tf.reduce_mean(losses)
