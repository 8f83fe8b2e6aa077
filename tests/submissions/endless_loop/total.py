def total(numbers):
    return -1


while True:
    pass
