# loses: 1
# sigmoid first, then the clipped formula: at most 16.1 at logits of 1000
def binary_crossentropy(y_true, y_pred, from_logits=False):
    y, p = np.asarray(y_true, dtype=float), np.asarray(y_pred, dtype=float)
    if y.shape != p.shape:
        raise ValueError("shapes differ")
    if from_logits:
        p = np.exp(-np.logaddexp(0, -p))
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return float(np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p)))
