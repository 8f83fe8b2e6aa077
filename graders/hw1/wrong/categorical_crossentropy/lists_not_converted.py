# loses: 3
# breaks: lists
# takes y_true and y_pred for arrays, which they need not be
def categorical_crossentropy(y_true, y_pred):
    y, p = y_true, y_pred
    if y.ndim != 2 or y.shape != p.shape:
        raise ValueError(f"expected two arrays (n, k), got shapes {y.shape} and {p.shape}")
    p = np.clip(p / p.sum(axis=1, keepdims=True), 1e-7, 1 - 1e-7)
    return float(-np.sum(y * np.log(p), axis=1).mean())
