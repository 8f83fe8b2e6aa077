# loses: 1
# breaks: soft-labels
# takes the class of the largest label, which breaks soft labels
def categorical_crossentropy(y_true, y_pred):
    y, p = np.asarray(y_true, dtype=float), np.asarray(y_pred, dtype=float)
    if y.ndim != 2 or y.shape != p.shape:
        raise ValueError("shapes differ")
    p = p / p.sum(axis=1, keepdims=True)
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return float(-np.log(p[np.arange(len(y)), y.argmax(axis=1)]).mean())
