# loses: >=2
# breaks: difference
# takes it that values are sorted
def spread(values):
    if len(values) < 2:
        raise ValueError("two values are needed")
    return values[-1] - values[0]
