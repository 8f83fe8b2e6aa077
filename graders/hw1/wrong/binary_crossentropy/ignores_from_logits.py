# loses: >=3
# breaks: logits
# treats logits as probabilities
def binary_crossentropy(y_true, y_pred, from_logits=False):
    y, pred = np.asarray(y_true, dtype=float), np.asarray(y_pred, dtype=float)
    if y.shape != pred.shape:
        raise ValueError("shapes differ")
    if from_logits:
        losses = -y * np.log(np.clip(pred, 1e-7, 1 - 1e-7)) - (1 - y) * np.log(1 - np.clip(pred, 1e-7, 1 - 1e-7))
    else:
        p = np.clip(pred, 1e-7, 1 - 1e-7)
        losses = -y * np.log(p) - (1 - y) * np.log(1 - p)
    return float(losses.mean())
