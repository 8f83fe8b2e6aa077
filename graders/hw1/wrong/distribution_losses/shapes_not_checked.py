# loses: 1
# breaks: bad-shape
# kl_divergence goes as far as the shorter of the two
def kl_divergence(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    p, q = p[: len(q)], q[: len(p)]
    possible = p > 0
    p, q = p[possible], q[possible]
    if np.any(q == 0):
        return float("inf")
    return float(np.sum(p * np.log(p / q)))


def poisson(y_true, y_pred):
    y_true, y_pred = same_shape(y_true, y_pred)
    if np.any(y_pred <= 0):
        raise ValueError("a Poisson rate must be positive")
    return float(np.mean(y_pred - y_true * np.log(y_pred)))
