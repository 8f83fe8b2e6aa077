import numpy as np


def total(numbers):
    return float('nan')
