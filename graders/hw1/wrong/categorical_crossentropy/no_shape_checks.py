# loses: 1
# breaks: bad-shape
# broadcasts shapes that differ
def categorical_crossentropy(y_true, y_pred):
    y, p = np.asarray(y_true, dtype=float), np.asarray(y_pred, dtype=float)
    p = p / p.sum(axis=1, keepdims=True)
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return float(-np.sum(y * np.log(p), axis=1).mean())
