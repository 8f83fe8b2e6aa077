# loses: 1
# breaks: clip
# log(0): infinite or NaN
def binary_crossentropy(y_true, y_pred, from_logits=False):
    y, pred = np.asarray(y_true, dtype=float), np.asarray(y_pred, dtype=float)
    if y.shape != pred.shape:
        raise ValueError("shapes differ")
    if from_logits:
        losses = np.maximum(pred, 0) - y * pred + np.log1p(np.exp(-np.abs(pred)))
    else:
        p = pred
        losses = -y * np.log(p) - (1 - y) * np.log(1 - p)
    return float(losses.mean())
