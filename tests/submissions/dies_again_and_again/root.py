import os


def root(f, low, high):
    os._exit(9)
