def dropout(x, rate, training, rng):
    if rate < 0 or rate >= 1:
        raise ValueError("rate must be at least 0 and less than 1")
    x = np.array(x, dtype=float)
    if training:
        off = rng.choice([True, False], size=x.shape, p=[rate, 1 - rate])
        x[off] = 0
        x *= 1 / (1 - rate)
    return x
