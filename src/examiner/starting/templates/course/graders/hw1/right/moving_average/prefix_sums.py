# sums from the first day on; a window is the difference of two
from itertools import accumulate


def moving_average(values, window):
    if window < 1 or window > len(values):
        raise ValueError("the window does not fit")
    sums = list(accumulate(values, initial=0))
    return [(after - before) / window for before, after in zip(sums, sums[window:], strict=False)]
