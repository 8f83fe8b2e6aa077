# loses: 1
# breaks: normalise
# Rows are not divided by their sums.
def sparse_categorical_crossentropy(y_true, y_pred):
    y_true, y_pred = np.asarray(y_true), np.asarray(y_pred, dtype=float)
    n, k = y_pred.shape
    if len(y_true) != n or np.any(y_true < 0) or np.any(y_true >= k):
        raise ValueError("labels do not fit the predictions")
    p = y_pred
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return float(-np.mean(np.log(p[np.arange(n), y_true])))
