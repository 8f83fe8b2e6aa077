# the values side by side with themselves, each time a day later
from statistics import fmean


def moving_average(values, window):
    if not 1 <= window <= len(values):
        raise ValueError(f"no window of {window} fits into {len(values)} days")
    return [fmean(days) for days in zip(*(values[later:] for later in range(window)), strict=False)]
