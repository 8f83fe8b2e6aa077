def root(f, low, high):
    f(nested(5000, lambda value: {"a": value}))
    value = {}
    value["self"] = value
    return value
