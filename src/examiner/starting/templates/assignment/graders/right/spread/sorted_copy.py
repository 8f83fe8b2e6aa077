# a sorted copy: its ends are the smallest and the largest value
def spread(values):
    if len(values) < 2:
        raise ValueError("one value has no spread")
    ordered = sorted(values)
    return ordered[-1] - ordered[0]
