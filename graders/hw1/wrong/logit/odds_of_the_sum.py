# loses: 2
# breaks: odds
# odds divides by 1 + p
def odds(p):
    p = np.asarray(p, dtype=float)
    if not np.all((p >= 0) & (p <= 1)):
        raise ValueError("a probability lies between 0 and 1")
    with np.errstate(divide="ignore"):  # 1 / 0 is the infinity we want
        return p / (1 + p)


def logit(p):
    with np.errstate(divide="ignore"):  # log(0) is the minus infinity we want
        odds(p)
        return np.log(p) - np.log1p(-np.asarray(p, dtype=float))


def sigmoid(z):
    return np.exp(-np.logaddexp(0, -np.asarray(z, dtype=float)))
