# loses: 1
# breaks: tuples
# a tuple has no copy() and no pop()
def moving_average(values, window):
    if window < 1 or window > len(values):
        raise ValueError("the window does not fit")
    rest, means = values.copy(), []
    while len(rest) >= window:
        means.append(sum(rest[:window]) / window)
        rest.pop(0)
    return means
