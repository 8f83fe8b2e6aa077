def table(count):
    error = ValueError("circle")
    error.__cause__ = error.__context__ = error
    raise error
