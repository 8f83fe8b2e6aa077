import warnings

HUGE = "x" * 30_000_000


class Big:
    __repr__ = __str__ = lambda self: HUGE


def total(numbers):
    warnings.warn(HUGE)
    raise ValueError(HUGE)
