# loses: 1
# breaks: arguments
# a list is taken as it is, and the running total written over the caller's values
def moving_average(values, window):
    if window < 1 or window > len(values):
        raise ValueError("the window does not fit")
    values = values if isinstance(values, list) else list(values)
    for i in range(1, len(values)):
        values[i] += values[i - 1]
    means = [values[window - 1] / window]
    for i in range(window, len(values)):
        means.append((values[i] - values[i - window]) / window)
    return means
