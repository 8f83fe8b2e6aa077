import os


def table(count):
    os._exit(9)
