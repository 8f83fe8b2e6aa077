# loses: 1
# looks at the rate in training only
def dropout(x, rate, training, rng):
    x = np.asarray(x, dtype=float)
    if not training:
        return x
    if rate < 0 or rate >= 1:
        raise ValueError("rate must be in [0, 1)")
    return np.where(rng.uniform(size=x.shape) < rate, 0, x / (1 - rate))
