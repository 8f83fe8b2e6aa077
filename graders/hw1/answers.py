"""What the graders of homework 1 share."""

import numpy as np

from examiner import approx, exactly, hint

KEPT = "每次呼叫都給新的結果，不要重複使用同一個陣列。 / Give a new result at every call, not the same array again."


def agree(answers, expected, advice, *, rel=1e-4, near=1e-6):
    """Hold answers against the right ones, one by one; ``advice`` is what students read where one differs."""
    for answer, right in zip(answers, expected, strict=True):
        assert answer == approx(right, rel=rel, abs=near), hint(advice)


def agree_exactly(answers, expected, advice):
    """Hold answers against the right ones, of the same kind and without any tolerance."""
    for answer, right in zip(answers, expected, strict=True):
        assert answer == exactly(right), hint(advice)


def kept(student, name, *inputs):
    """Return the results of some calls, seen after the last one only: an array that is handed out again would show."""
    kernel = student.library("builtins")
    return kernel.list(kernel.map(student[name], *inputs))


def distributions(rng, n, k):
    """Return n rows of k probabilities, none of them near 0."""
    p = rng.uniform(0.05, 1, (n, k))
    return p / p.sum(axis=1, keepdims=True)


def cross_entropy(y, p):
    """Return the mean over the rows; labels of 0 count nothing, rows of p are divided by their sums."""
    y, p = np.asarray(y), np.asarray(p)
    return -np.sum(y * np.log(np.where(y > 0, p, 1) / np.where(y > 0, p.sum(axis=1, keepdims=True), 1))) / len(y)


def signed(rng, shape, least=0.5):
    """Return numbers of both signs up to 4, away from 0."""
    return rng.uniform(least, 4, shape) * rng.choice([-1, 1], shape)


def listed(arrays):
    """Return some arrays as nested lists."""
    return tuple(part.tolist() for part in arrays)
