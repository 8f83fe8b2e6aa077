def activate(name, z):
    assert isinstance(name, str), f"a name is a text, got {type(name)}"
    assert isinstance(z, np.ndarray | list | int | float) and not isinstance(z, bool), type(z)
    given = np.array(z)
    assert given.dtype.kind in "iuf" and given.size > 0, f"no numbers: {given.dtype}, {given.shape}"
    assert np.isfinite(given).all() and np.abs(given).max() <= 1000, "numbers up to 1000"
    flat = given.astype(float).ravel()
    value, slope = np.empty_like(flat), np.empty_like(flat)
    for i, v in enumerate(flat):
        value[i], slope[i] = _one(name, v)
    return value.reshape(given.shape), slope.reshape(given.shape)


def _one(name, v):
    small = np.exp(-abs(v))  # never overflows
    sigmoid = 1 / (1 + small) if v >= 0 else small / (1 + small)
    if name == "sigmoid":
        return sigmoid, small / (1 + small) ** 2
    if name == "softplus":
        return max(v, 0) + np.log1p(small), sigmoid
    if name == "tanh":
        return np.tanh(v), (1 - np.tanh(v)) * (1 + np.tanh(v))
    if name == "softsign":
        return v / (1 + abs(v)), (1 + abs(v)) ** -2
    if name in ("relu", "leaky_relu"):
        slope = 1.0 if v > 0 else 0.01 if name == "leaky_relu" else 0.0
        return slope * v, slope
    raise ValueError(f"there is no activation {name!r}")
