import os


def smooth(x):
    os._exit(9)
