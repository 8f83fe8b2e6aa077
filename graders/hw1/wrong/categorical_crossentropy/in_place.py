# loses: 1
# breaks: arguments
# divides the rows in place, so the caller's array changes
def categorical_crossentropy(y_true, y_pred):
    y, p = np.asarray(y_true, dtype=float), np.asarray(y_pred, dtype=float)
    if y.ndim != 2 or y.shape != p.shape:
        raise ValueError("expected two arrays (n, k)")
    p /= p.sum(axis=1, keepdims=True)
    return float(-np.sum(y * np.log(np.clip(p, 1e-7, 1 - 1e-7)), axis=1).mean())
