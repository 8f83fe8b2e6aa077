# loses: >=1
# breaks: arguments
# writes into the array that came in
def dropout(x, rate, training, rng):
    if rate < 0 or rate >= 1:
        raise ValueError("rate must be in [0, 1)")
    x = x if isinstance(x, np.ndarray) else np.array(x, dtype=float)
    if not training:
        return x
    mask = rng.random(x.shape) >= rate
    x[~mask] = 0
    x /= 1 - rate
    return x
