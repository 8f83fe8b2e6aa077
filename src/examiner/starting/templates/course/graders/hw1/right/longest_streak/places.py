# the days that are not hot, with one before the first and one after the last; a run lies between two of them
from itertools import pairwise


def longest_streak(values, limit):
    cold = [-1, *[day for day, value in enumerate(values) if value < limit], len(values)]
    return max(after - before - 1 for before, after in pairwise(cold))
