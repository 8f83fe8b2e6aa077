# loses: 3
# breaks: arguments
# Divides the rows in place, so the caller's array changes.
def sparse_categorical_crossentropy(y_true, y_pred):
    y, p = np.asarray(y_true), np.asarray(y_pred, dtype=float)
    if p.ndim != 2 or y.shape != p.shape[:1]:
        raise ValueError("labels and predictions differ in length")
    if y.min() < 0 or y.max() >= p.shape[1]:
        raise ValueError("a label is no class")
    p /= p.sum(axis=1, keepdims=True)
    return float(-np.log(np.clip(p[np.arange(len(y)), y], 1e-7, 1 - 1e-7)).mean())
