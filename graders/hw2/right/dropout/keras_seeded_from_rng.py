def dropout(x, rate, training, rng):
    if rate < 0 or rate >= 1:
        raise ValueError("bad rate")
    x = np.asarray(x, dtype="float32")
    if not training or rate == 0:
        return x
    return keras.random.dropout(x, rate, seed=int(rng.integers(2**31))).numpy()
