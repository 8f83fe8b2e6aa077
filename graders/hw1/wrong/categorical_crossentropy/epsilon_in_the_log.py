# loses: 1
# breaks: clip
# Adds 1e-7 to the probabilities where it should clip them.
def categorical_crossentropy(y_true, y_pred):
    y, p = np.asarray(y_true, dtype=float), np.asarray(y_pred, dtype=float)
    if y.ndim != 2 or y.shape != p.shape:
        raise ValueError(f"expected two arrays (n, k), got shapes {y.shape} and {p.shape}")
    p = p / p.sum(axis=1, keepdims=True) + 1e-7
    return float(-np.sum(y * np.log(p), axis=1).mean())
