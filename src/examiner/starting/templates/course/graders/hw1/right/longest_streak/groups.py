# split into runs, then look for the longest
from itertools import groupby


def longest_streak(values, limit):
    runs = [len(list(days)) for hot, days in groupby(value >= limit for value in values) if hot]
    return max(runs, default=0)
