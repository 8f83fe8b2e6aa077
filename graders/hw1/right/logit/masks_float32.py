def odds(p):
    p = np.asarray(p, dtype=np.float32)
    if ((p < 0) | (p > 1)).any():
        raise ValueError("outside [0, 1]")
    with np.errstate(all="ignore"):
        return p / (1 - p)


def logit(p):
    ratio = odds(p)
    with np.errstate(all="ignore"):
        return np.log(ratio)


def sigmoid(z):
    z = np.clip(np.asarray(z, dtype=np.float32), -80, 80)
    return 1 / (1 + np.exp(-z))
