import numbers


def _checked(fan_in, fan_out, rng):
    for fan in (fan_in, fan_out):
        assert isinstance(fan, numbers.Integral) and fan > 0, f"a fan is a positive integer, got {fan!r}"
    assert isinstance(rng, np.random.Generator), type(rng)
    return fan_in + fan_out


def glorot_uniform(fan_in, fan_out, rng):
    total = _checked(fan_in, fan_out, rng)
    weights = np.empty((fan_in, fan_out))
    for column in range(fan_out):
        weights[:, column] = rng.uniform(-1, 1, fan_in) * np.sqrt(6 / total)
    return weights


def glorot_normal(fan_in, fan_out, rng):
    total = _checked(fan_in, fan_out, rng)
    return rng.normal(scale=(total / 2) ** -0.5, size=fan_in * fan_out).reshape(fan_in, fan_out)
