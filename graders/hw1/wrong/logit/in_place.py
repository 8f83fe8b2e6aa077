# loses: 2
# breaks: arguments
# logit computes in the caller's array
def odds(p):
    p = np.asarray(p, dtype=float)
    if not np.all((p >= 0) & (p <= 1)):
        raise ValueError("a probability lies between 0 and 1")
    with np.errstate(divide="ignore"):  # 1 / 0 is the infinity we want
        return p / (1 - p)


def logit(p):
    with np.errstate(divide="ignore"):  # log(0) is the minus infinity we want
        p = np.asarray(p, dtype=float)
        p[...] = odds(p)
        return np.log(p)


def sigmoid(z):
    return np.exp(-np.logaddexp(0, -np.asarray(z, dtype=float)))
