# loses: >=5
# leaves out the term of y = 0
def binary_crossentropy(y_true, y_pred, from_logits=False):
    y, pred = np.asarray(y_true, dtype=float), np.asarray(y_pred, dtype=float)
    if y.shape != pred.shape:
        raise ValueError("shapes differ")
    if from_logits:
        losses = np.logaddexp(0, -pred) * y
    else:
        p = np.clip(pred, 1e-7, 1 - 1e-7)
        losses = -y * np.log(p)
    return float(losses.mean())
