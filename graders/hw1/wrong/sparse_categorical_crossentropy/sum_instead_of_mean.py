# loses: 4
# breaks: loss
# Adds the records up instead of averaging them.
def sparse_categorical_crossentropy(y_true, y_pred):
    y_true, y_pred = np.asarray(y_true), np.asarray(y_pred, dtype=float)
    n, k = y_pred.shape
    if len(y_true) != n or np.any(y_true < 0) or np.any(y_true >= k):
        raise ValueError("labels do not fit the predictions")
    p = y_pred / y_pred.sum(axis=1, keepdims=True)
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return float(-np.sum(np.log(p[np.arange(n), y_true])))
