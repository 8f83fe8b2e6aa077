# loses: >=4
# breaks: values
# classic dropout: what stays is not enlarged
def dropout(x, rate, training, rng):
    if rate < 0 or rate >= 1:
        raise ValueError("rate must be in [0, 1)")
    x = np.asarray(x, dtype=float)
    if not training:
        return x
    mask = rng.random(x.shape) >= rate
    return x * mask
