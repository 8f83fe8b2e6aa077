# loses: 1
# breaks: no-warning
# 1 / (1 + exp(-z)) as written: overflow at -1000
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
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))
