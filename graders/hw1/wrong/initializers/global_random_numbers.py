# loses: 1
# breaks: seed
# ignores rng
def glorot_uniform(fan_in, fan_out, rng):
    bound = np.sqrt(6 / (fan_in + fan_out))
    return np.random.uniform(-bound, bound, size=(fan_in, fan_out))


def glorot_normal(fan_in, fan_out, rng):
    std = np.sqrt(2 / (fan_in + fan_out))
    return np.random.normal(0, std, size=(fan_in, fan_out))
