# loses: 1
# breaks: bad-probability
# accepts a probability of 1.2
def odds(p):
    p = np.asarray(p, dtype=float)
    with np.errstate(divide="ignore"):
        return p / (1 - p)


def logit(p):
    with np.errstate(all="ignore"):
        return np.log(odds(p))


def sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(z, dtype=float)))
