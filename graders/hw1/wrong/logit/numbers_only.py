# loses: 5
# breaks: shape
# works for single numbers only
import math


def odds(p):
    if p < 0 or p > 1:
        raise ValueError("a probability lies between 0 and 1")
    return p / (1 - p)


def logit(p):
    return math.log(odds(p))


def sigmoid(z):
    return 1 / (1 + math.exp(-z))
