# loses: 4
# breaks: length
# goes on at the end with windows that are not whole
def moving_average(values, window):
    if window < 1 or window > len(values):
        raise ValueError("the window does not fit")
    return [sum(values[i : i + window]) / window for i in range(len(values))]
