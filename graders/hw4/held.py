"""Results that are held at the same time."""


def held(student, function, cases):
    """Return what a function gives for each tuple of arguments, fetched after the last call.

    A function that hands out one array again and again shows by it: all its results are the last one.
    """
    builtins = student.library("builtins")
    return builtins.list(builtins.map(function, *map(list, zip(*cases, strict=True))))
