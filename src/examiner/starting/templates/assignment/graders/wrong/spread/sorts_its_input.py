# loses: 1
# breaks: arguments
# sorts the caller's list
def spread(values):
    if len(values) < 2:
        raise ValueError("two values are needed")
    values.sort()
    return values[-1] - values[0]
