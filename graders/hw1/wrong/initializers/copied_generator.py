# loses: 1
# breaks: fresh
# draws from a copy of rng, so each call gives the same numbers
from copy import deepcopy


def glorot_uniform(fan_in, fan_out, rng):
    bound = np.sqrt(6 / (fan_in + fan_out))
    return deepcopy(rng).uniform(-bound, bound, size=(fan_in, fan_out))


def glorot_normal(fan_in, fan_out, rng):
    return deepcopy(rng).normal(0, np.sqrt(2 / (fan_in + fan_out)), size=(fan_in, fan_out))
