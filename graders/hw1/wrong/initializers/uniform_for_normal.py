# loses: 1
# the normal initializer draws uniformly with the right variance
def glorot_uniform(fan_in, fan_out, rng):
    bound = np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-bound, bound, size=(fan_in, fan_out))


def glorot_normal(fan_in, fan_out, rng):
    std = np.sqrt(2 / (fan_in + fan_out))
    return rng.uniform(-std * 3**0.5, std * 3**0.5, size=(fan_in, fan_out))
