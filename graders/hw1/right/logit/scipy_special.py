from scipy import special


def _checked(p):
    p = np.array(p, dtype=float)
    if p.size and (p.min() < 0 or p.max() > 1):
        raise ValueError("probabilities must lie in [0, 1]")
    return p


def logit(p):
    return special.logit(_checked(p))


def odds(p):
    p = _checked(p)
    return np.divide(p, 1 - p, out=np.full_like(p, np.inf), where=p < 1)


def sigmoid(z):
    return special.expit(np.array(z, dtype=float))
