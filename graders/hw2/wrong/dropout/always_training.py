# loses: 1
# breaks: inference
# ignores training
def dropout(x, rate, training, rng):
    if rate < 0 or rate >= 1:
        raise ValueError("rate must be in [0, 1)")
    x = np.asarray(x, dtype=float)
    rng = np.random.default_rng(1) if rng is None else rng
    mask = rng.random(x.shape) >= rate
    return x * mask / (1 - rate)
