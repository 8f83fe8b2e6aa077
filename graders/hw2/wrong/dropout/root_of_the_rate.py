# loses: 1
# breaks: rate
# switches off with the square of the rate
def dropout(x, rate, training, rng):
    if not 0 <= rate < 1:
        raise ValueError(f"the rate must be in [0, 1), got {rate}")
    x = np.asarray(x, dtype=float)
    if not training:
        return x
    kept = rng.binomial(1, 1 - rate**2, size=x.shape)
    return x * kept / (1 - rate)
