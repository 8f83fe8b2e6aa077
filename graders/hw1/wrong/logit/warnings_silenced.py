# loses: 1
# breaks: extremes
# the warning is silenced, NaN at 1000 stays
def odds(p):
    p = np.asarray(p, dtype=float)
    if not np.all((p >= 0) & (p <= 1)):
        raise ValueError("a probability lies between 0 and 1")
    with np.errstate(divide="ignore"):  # 1 / 0 is the infinity we want
        return p / (1 - p)


def logit(p):
    with np.errstate(divide="ignore"):  # log(0) is the minus infinity we want
        return np.log(odds(p))


def sigmoid(z):
    with np.errstate(all="ignore"):
        e = np.exp(np.asarray(z, dtype=float))
        return e / (1 + e)
