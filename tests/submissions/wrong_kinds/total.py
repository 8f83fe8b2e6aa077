import numpy as np


def total(numbers):
    return [None, {6}, (n for n in [6]), int, np, ...][len(numbers) % 6]
