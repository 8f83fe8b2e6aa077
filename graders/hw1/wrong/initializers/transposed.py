# loses: >=4
# breaks: shape
# returns (fan_out, fan_in)
def glorot_uniform(fan_in, fan_out, rng):
    bound = np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-bound, bound, size=(fan_out, fan_in))


def glorot_normal(fan_in, fan_out, rng):
    std = np.sqrt(2 / (fan_in + fan_out))
    return rng.normal(0, std, size=(fan_out, fan_in))
