# loses: 1
# breaks: bad-length
# takes as many records as there are labels
def sparse_categorical_crossentropy(y_true, y_pred):
    y_true = np.asarray(y_true)
    y_pred = np.asarray(y_pred, dtype=float)
    n, k = y_pred.shape
    n = min(n, len(y_true))
    y_true = y_true[:n]
    if np.any((y_true < 0) | (y_true >= k)):
        raise ValueError(f"labels must be from 0 to {k - 1}")
    p = y_pred[:n] / y_pred[:n].sum(axis=1, keepdims=True)
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return float(-np.log(p[np.arange(n), y_true]).mean())
