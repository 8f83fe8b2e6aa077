import math


def glorot_uniform(fan_in, fan_out, rng):
    bound = math.sqrt(6.0 / (fan_in + fan_out))
    weights = []
    for _ in range(fan_in):
        weights.append([float(v) for v in rng.uniform(-bound, bound, fan_out)])
    return weights


def glorot_normal(fan_in, fan_out, rng):
    std = math.sqrt(2.0 / (fan_in + fan_out))
    return [list(rng.normal(0.0, std, fan_out)) for _ in range(fan_in)]
