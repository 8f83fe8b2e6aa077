def table(count):
    return nested(99, lambda value: [value] * 2)
