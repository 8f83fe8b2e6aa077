# loses: 5
# breaks: lists
# takes y_true and y_pred for arrays, which they need not be
def binary_crossentropy(y_true, y_pred, from_logits=False):
    y, pred = y_true, y_pred
    if y.shape != pred.shape:
        raise ValueError(f"y_true has shape {y.shape}, y_pred has shape {pred.shape}")
    if from_logits:
        losses = np.logaddexp(0, pred) - y * pred
    else:
        p = np.clip(pred, 1e-7, 1 - 1e-7)
        losses = -y * np.log(p) - (1 - y) * np.log(1 - p)
    return float(np.mean(losses))
