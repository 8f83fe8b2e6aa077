import math


def kl_divergence(p, q):
    if np.shape(p) != np.shape(q):
        raise ValueError("p and q differ in shape")
    total = 0
    for a, b in zip(p, q):
        if a == 0:
            continue
        if b == 0:
            return math.inf
        total += a * (math.log(a) - math.log(b))
    return total


def poisson(y_true, y_pred):
    if np.shape(y_true) != np.shape(y_pred):
        raise ValueError("shapes differ")
    truth, rate = np.ravel(y_true).tolist(), np.ravel(y_pred).tolist()
    if min(rate) <= 0:
        raise ValueError("rates must be positive")
    return sum(b - a * math.log(b) for a, b in zip(truth, rate)) / len(rate)
