# loses: 1
# np.where computes the overflowing side too
def odds(p):
    p = np.asarray(p, dtype=float)
    if np.any((p < 0) | (p > 1)):
        raise ValueError("a probability lies between 0 and 1")
    with np.errstate(divide="ignore"):
        return p / (1 - p)


def logit(p):
    with np.errstate(divide="ignore"):
        return np.log(odds(p))


def sigmoid(z):
    z = np.asarray(z, dtype=float)
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))
