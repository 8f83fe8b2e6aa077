# loses: 1
# breaks: impossible
# Clips the probabilities, so an impossible outcome costs a finite amount.
def kl_divergence(p, q):
    p, q = same_shape(p, q)
    p, q = np.clip(p, 1e-7, 1), np.clip(q, 1e-7, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.sum(np.where(p > 0, p * np.log(p / q), 0.0)))


def poisson(y_true, y_pred):
    y_true, y_pred = same_shape(y_true, y_pred)
    if np.any(y_pred <= 0):
        raise ValueError("rates must be positive")
    return float(np.mean(y_pred - y_true * np.log(y_pred)))
