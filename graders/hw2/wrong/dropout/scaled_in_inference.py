# loses: >=4
# scales in inference instead of training
def dropout(x, rate, training, rng):
    if rate < 0 or rate >= 1:
        raise ValueError("rate must be in [0, 1)")
    x = np.asarray(x, dtype=float)
    if not training:
        return x * (1 - rate)
    mask = rng.random(x.shape) >= rate
    return x * mask
