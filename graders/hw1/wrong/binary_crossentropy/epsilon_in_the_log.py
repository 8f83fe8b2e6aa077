# loses: 1
# breaks: clip
# Adds 1e-7 to what goes into the logarithm where it should clip.
def binary_crossentropy(y_true, y_pred, from_logits=False):
    y, pred = np.asarray(y_true, dtype=float), np.asarray(y_pred, dtype=float)
    if y.shape != pred.shape:
        raise ValueError(f"y_true has shape {y.shape}, y_pred has shape {pred.shape}")
    if from_logits:
        losses = np.logaddexp(0, pred) - y * pred
    else:
        losses = -y * np.log(pred + 1e-7) - (1 - y) * np.log(1 - pred + 1e-7)
    return float(np.mean(losses))
