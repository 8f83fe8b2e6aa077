def sparse_categorical_crossentropy(y_true, y_pred):
    y_pred = np.array(y_pred, dtype=np.float64)
    y_true = np.array(y_true)
    k = y_pred.shape[-1]
    if y_true.shape[0] != y_pred.shape[0]:
        raise ValueError("different lengths")
    if not np.isin(y_true, range(k)).all():
        raise ValueError("label out of range")
    one_hot = np.eye(k)[y_true]
    y_pred = y_pred / np.sum(y_pred, axis=-1)[:, None]
    y_pred = np.maximum(1e-7, np.minimum(y_pred, 1 - 1e-7))
    return np.mean(np.sum(-one_hot * np.log(y_pred), axis=-1))
