# loses: 1
# breaks: soft-labels
# asks whether y is 1, so soft labels count as 0
def binary_crossentropy(y_true, y_pred, from_logits=False):
    y, pred = np.asarray(y_true, dtype=float), np.asarray(y_pred, dtype=float)
    if y.shape != pred.shape:
        raise ValueError("shapes differ")
    if from_logits:
        losses = np.where(y == 1, np.logaddexp(0, -pred), np.logaddexp(0, pred))
    else:
        p = np.clip(pred, 1e-7, 1 - 1e-7)
        losses = np.where(y == 1, -np.log(p), -np.log(1 - p))
    return float(losses.mean())
