def table(count):
    return lying(str)('x')
