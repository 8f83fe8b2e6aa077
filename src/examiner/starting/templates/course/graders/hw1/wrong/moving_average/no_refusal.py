# loses: 1
# breaks: bad-window
# a window that does not fit gives an empty list
def moving_average(values, window):
    if window < 1:
        return []
    return [sum(values[i : i + window]) / window for i in range(len(values) - window + 1)]
