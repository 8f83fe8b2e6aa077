# loses: 1
# breaks: normal
# The sum of two uniform draws is no normal one.
def glorot_uniform(fan_in, fan_out, rng):
    bound = np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-bound, bound, size=(fan_in, fan_out))


def glorot_normal(fan_in, fan_out, rng):
    reach = np.sqrt(3 / (fan_in + fan_out))
    return rng.uniform(-reach, reach, (fan_in, fan_out)) + rng.uniform(-reach, reach, (fan_in, fan_out))
