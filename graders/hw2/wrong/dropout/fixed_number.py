# loses: 1
# breaks: independent
# switches off exactly rate · n elements
def dropout(x, rate, training, rng):
    if rate < 0 or rate >= 1:
        raise ValueError("rate must be in [0, 1)")
    x = np.asarray(x, dtype=float)
    if not training:
        return x
    mask = np.ones(x.size)
    mask[rng.choice(x.size, int(round(rate * x.size)), replace=False)] = 0
    mask = mask.reshape(x.shape)
    return x * mask / (1 - rate)
