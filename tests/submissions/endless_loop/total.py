while True:
    pass


def total(numbers):
    return -1
