# loses: 2
# breaks: arguments
# computes the logits' losses in the caller's array
def binary_crossentropy(y_true, y_pred, from_logits=False):
    y, pred = np.asarray(y_true, dtype=float), np.asarray(y_pred, dtype=float)
    if y.shape != pred.shape:
        raise ValueError(f"y_true has shape {y.shape}, y_pred has shape {pred.shape}")
    if from_logits:
        losses = np.logaddexp(0, pred)
        pred *= y
        losses -= pred
    else:
        p = np.clip(pred, 1e-7, 1 - 1e-7)
        losses = -y * np.log(p) - (1 - y) * np.log(1 - p)
    return float(np.mean(losses))
