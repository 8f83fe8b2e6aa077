# loses: 1
# breaks: limits
# refuses 0 and 1
def odds(p):
    p = np.asarray(p, dtype=float)
    if np.any((p <= 0) | (p >= 1)):
        raise ValueError("a probability lies between 0 and 1")
    with np.errstate(divide="ignore"):
        return p / (1 - p)


def logit(p):
    with np.errstate(divide="ignore"):
        return np.log(odds(p))


def sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(z, dtype=float)))
