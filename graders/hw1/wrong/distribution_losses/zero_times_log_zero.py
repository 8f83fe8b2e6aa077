# loses: 1
# breaks: zero-in-p
# 0 * log(0) is left to NumPy, which makes it NaN.
def kl_divergence(p, q):
    p, q = same_shape(p, q)
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.sum(p * np.log(p / q)))


def poisson(y_true, y_pred):
    y_true, y_pred = same_shape(y_true, y_pred)
    if np.any(y_pred <= 0):
        raise ValueError("rates must be positive")
    return float(np.mean(y_pred - y_true * np.log(y_pred)))
