# loses: 2
# breaks: normal
# hands the variance to normal, which asks for the standard deviation
def glorot_uniform(fan_in, fan_out, rng):
    bound = np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-bound, bound, size=(fan_in, fan_out))


def glorot_normal(fan_in, fan_out, rng):
    std = 2 / (fan_in + fan_out)
    return rng.normal(0, std, size=(fan_in, fan_out))
