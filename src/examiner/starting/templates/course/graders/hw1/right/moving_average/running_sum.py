# add the day that comes in, take away the one that goes
def moving_average(values, window):
    if window < 1:
        raise ValueError("the window needs at least one day")
    if window > len(values):
        raise ValueError("there are fewer days than the window has")
    total = sum(values[:window])
    means = [total / window]
    for i in range(window, len(values)):
        total = total + values[i] - values[i - window]
        means.append(total / window)
    return means
