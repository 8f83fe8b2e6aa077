# loses: 4
# breaks: mean
# forgets to divide
def moving_average(values, window):
    if window < 1 or window > len(values):
        raise ValueError("the window does not fit")
    return [sum(values[i : i + window]) for i in range(len(values) - window + 1)]
