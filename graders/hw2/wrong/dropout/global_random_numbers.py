# loses: 1
# breaks: rng
# draws from NumPy's global generator
def dropout(x, rate, training, rng):
    if rate < 0 or rate >= 1:
        raise ValueError("rate must be in [0, 1)")
    x = np.asarray(x, dtype=float)
    if not training:
        return x
    mask = np.random.random(x.shape) >= rate
    return x * mask / (1 - rate)
