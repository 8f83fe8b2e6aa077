# loses: 1
# breaks: arguments
# writes 1 into the caller's p and q where p is 0
def kl_divergence(p, q):
    p, q = same_shape(p, q)
    q[p == 0] = 1
    p[p == 0] = 1e-300
    if np.any(q == 0):
        return float("inf")
    return float(np.sum(p * np.log(p / q)))


def poisson(y_true, y_pred):
    y_true, y_pred = same_shape(y_true, y_pred)
    if np.any(y_pred <= 0):
        raise ValueError("a Poisson rate must be positive")
    return float(np.mean(y_pred - y_true * np.log(y_pred)))
