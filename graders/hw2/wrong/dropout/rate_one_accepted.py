# loses: 1
# breaks: bad-rate
# lets a rate of 1 pass
def dropout(x, rate, training, rng):
    if rate < 0 or rate > 1:
        raise ValueError("rate must be in [0, 1)")
    x = np.asarray(x, dtype=float)
    if not training:
        return x
    mask = rng.random(x.shape) >= rate
    return x * mask / (1 - rate)
