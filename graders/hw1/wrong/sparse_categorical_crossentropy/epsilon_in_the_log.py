# loses: 1
# breaks: clip
# Adds 1e-7 to the probabilities where it should clip them.
def sparse_categorical_crossentropy(y_true, y_pred):
    y_true = np.asarray(y_true)
    y_pred = np.asarray(y_pred, dtype=float)
    n, k = y_pred.shape
    if y_true.shape != (n,):
        raise ValueError(f"{n} predictions need labels of shape ({n},), got {y_true.shape}")
    if np.any((y_true < 0) | (y_true >= k)):
        raise ValueError(f"labels must be from 0 to {k - 1}")
    p = y_pred / y_pred.sum(axis=1, keepdims=True)
    p = p + 1e-7
    return float(-np.log(p[np.arange(n), y_true]).mean())
