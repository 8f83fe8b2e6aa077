# loses: 1
# breaks: bad-rate
# a rate of 0 or less is not refused
def kl_divergence(p, q):
    p, q = same_shape(p, q)
    possible = p > 0
    p, q = p[possible], q[possible]
    if np.any(q == 0):
        return float("inf")
    return float(np.sum(p * np.log(p / q)))


def poisson(y_true, y_pred):
    y_true, y_pred = same_shape(y_true, y_pred)
    return float(np.mean(y_pred - y_true * np.log(y_pred)))
