import itertools
import time

mood = itertools.count()


def total(numbers):
    number = next(mood)
    time.sleep(0.25 if number % 7 == 6 else 0)
    if number % 4 == 1:
        raise [ValueError, KeyError, ZeroDivisionError, IndexError, TypeError][number % 5](number)
    return -1 - number
