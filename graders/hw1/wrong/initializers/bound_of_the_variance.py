# loses: 2
# breaks: uniform
# the uniform bound is the standard deviation: the factor 3 is missing
def glorot_uniform(fan_in, fan_out, rng):
    bound = np.sqrt(2 / (fan_in + fan_out))
    return rng.uniform(-bound, bound, size=(fan_in, fan_out))


def glorot_normal(fan_in, fan_out, rng):
    std = np.sqrt(2 / (fan_in + fan_out))
    return rng.normal(0, std, size=(fan_in, fan_out))
