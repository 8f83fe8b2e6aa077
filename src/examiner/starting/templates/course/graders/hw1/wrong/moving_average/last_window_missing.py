# loses: 4
# breaks: length
# range stops one window early: the most frequent slip
def moving_average(values, window):
    if window < 1 or window > len(values):
        raise ValueError("the window does not fit")
    means = []
    for i in range(len(values) - window):
        means.append(sum(values[i : i + window]) / window)
    return means
