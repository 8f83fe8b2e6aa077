# loses: 1
# breaks: clip
# 0 log 0 becomes NaN
def categorical_crossentropy(y_true, y_pred):
    y, p = np.asarray(y_true, dtype=float), np.asarray(y_pred, dtype=float)
    if y.ndim != 2 or y.shape != p.shape:
        raise ValueError("shapes differ")
    p = p / p.sum(axis=1, keepdims=True)
    return float(-np.sum(y * np.log(p), axis=1).mean())
