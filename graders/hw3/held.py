"""What the graders share that look at several results of one function at a time."""


def held(student, function, inputs):
    """Return what a function of the student's gives for each tuple of arguments, all made before any is looked at.

    So a function that hands out one array again and again shows: all its results are the last one.
    """
    builtins = student.library("builtins")
    return builtins.list(builtins.map(function, *map(list, zip(*inputs, strict=True))))
