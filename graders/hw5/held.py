"""Results that are held at the same time."""


def held(student, function, inputs):
    """Return what a function gives for each tuple of arguments, fetched after the last call.

    So a function that hands out one array again and again shows: all its results are the last one.
    """
    builtins = student.library("builtins")
    return builtins.list(builtins.map(function, *map(list, zip(*inputs, strict=True))))
