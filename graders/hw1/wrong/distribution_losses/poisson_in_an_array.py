# loses: 2
# breaks: number
# poisson gives an array of one number
def kl_divergence(p, q):
    p, q = same_shape(p, q)
    possible = p > 0
    p, q = p[possible], q[possible]
    if np.any(q == 0):
        return float("inf")
    return float(np.sum(p * np.log(p / q)))


def poisson(y_true, y_pred):
    y_true, y_pred = same_shape(y_true, y_pred)
    if np.any(y_pred <= 0):
        raise ValueError("a Poisson rate must be positive")
    return np.mean(y_pred - y_true * np.log(y_pred), keepdims=True).ravel()
