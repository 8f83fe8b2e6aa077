def root(f, low, high):
    f(*[0.0] * 100_000)
    return {number * (2**61 - 1): 0 for number in range(3000)}
