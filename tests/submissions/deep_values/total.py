def nested(levels, wrap):
    value = 0
    for _ in range(levels):
        value = wrap(value)
    return value


def total(numbers):
    return nested(200_000, lambda value: [value])
