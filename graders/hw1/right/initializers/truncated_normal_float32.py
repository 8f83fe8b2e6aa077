def glorot_uniform(fan_in, fan_out, rng):
    bound = np.float32(np.sqrt(6 / (fan_in + fan_out)))
    return bound * (2 * rng.random((fan_in, fan_out), dtype=np.float32) - 1)


def glorot_normal(fan_in, fan_out, rng):
    # as Keras does: cut at two standard deviations, widened so that the variance stays right
    draws = rng.standard_normal((fan_in, fan_out))
    while np.any(np.abs(draws) > 2):
        outside = np.abs(draws) > 2
        draws[outside] = rng.standard_normal(outside.sum())
    return draws.astype(np.float32) * np.sqrt(2 / (fan_in + fan_out)) / 0.87962566
