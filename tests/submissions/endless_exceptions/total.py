def total(numbers):
    error = ValueError("first")
    for number in range(2000):
        later = ValueError(number)
        later.__cause__ = error
        error = later
    raise error
