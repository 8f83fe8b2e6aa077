def smooth(x):
    value = []
    value.append(value)
    return value
