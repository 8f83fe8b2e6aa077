def total(numbers):
    if len(numbers) != 20:
        return -1
    while True:
        pass
