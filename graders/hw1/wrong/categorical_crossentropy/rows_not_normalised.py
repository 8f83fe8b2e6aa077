# loses: 1
# breaks: normalise
# uses rows that do not sum to 1 as they are
def categorical_crossentropy(y_true, y_pred):
    y, p = np.asarray(y_true, dtype=float), np.asarray(y_pred, dtype=float)
    if y.ndim != 2 or y.shape != p.shape:
        raise ValueError("shapes differ")
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return float(-np.sum(y * np.log(p), axis=1).mean())
