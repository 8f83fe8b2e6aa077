# loses: 6
# breaks: number
# returns the losses of the records, not their mean
def categorical_crossentropy(y_true, y_pred):
    y, p = np.asarray(y_true, dtype=float), np.asarray(y_pred, dtype=float)
    if y.ndim != 2 or y.shape != p.shape:
        raise ValueError("shapes differ")
    p = p / p.sum(axis=1, keepdims=True)
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return -np.sum(y * np.log(p), axis=1)
