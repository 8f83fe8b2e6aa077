# loses: 3
# clips p, so the infinities and the errors are lost
def odds(p):
    p = np.clip(np.asarray(p, dtype=float), 1e-7, 1 - 1e-7)
    return p / (1 - p)


def logit(p):
    return np.log(odds(p))


def sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(z, dtype=float)))
