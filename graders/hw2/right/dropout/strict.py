def dropout(x, rate, training, rng):
    assert isinstance(x, list | np.ndarray), type(x)
    array = np.asarray(x)
    assert array.dtype.kind in "iuf" and array.size > 0 and np.isfinite(array).all(), array
    assert isinstance(rate, int | float | np.number) and np.isfinite(rate), rate
    assert isinstance(training, bool), type(training)
    assert isinstance(rng, np.random.Generator) or (rng is None and not training), type(rng)
    if rate < 0 or rate >= 1:
        raise ValueError("the rate must be at least 0 and less than 1")
    out = np.array(array, dtype=float)
    if training:
        out /= 1 - rate
        out[rng.random(out.shape) < rate] = 0
    return out
