# loses: 1
# Labels are not checked: NumPy's IndexError comes instead of a ValueError.
def sparse_categorical_crossentropy(y_true, y_pred):
    y_true, y_pred = np.asarray(y_true), np.asarray(y_pred, dtype=float)
    n, k = y_pred.shape
    p = y_pred / y_pred.sum(axis=1, keepdims=True)
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return float(-np.mean(np.log(p[np.arange(n), y_true])))
