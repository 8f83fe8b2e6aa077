# loses: >=5
# breaks: loss
# adds the losses up instead of averaging
def binary_crossentropy(y_true, y_pred, from_logits=False):
    y, pred = np.asarray(y_true, dtype=float), np.asarray(y_pred, dtype=float)
    if y.shape != pred.shape:
        raise ValueError("shapes differ")
    if from_logits:
        losses = np.maximum(pred, 0) - y * pred + np.log1p(np.exp(-np.abs(pred)))
    else:
        p = np.clip(pred, 1e-7, 1 - 1e-7)
        losses = -y * np.log(p) - (1 - y) * np.log(1 - p)
    return float(losses.sum())
