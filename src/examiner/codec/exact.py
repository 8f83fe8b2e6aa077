"""Whether a value is the same on both sides of the wall, to the last bit of what can be computed from it."""

from __future__ import annotations

from typing import Any

from .numeric import np

EXACT = (type(None), bool, int, float, complex, str, bytes)
MOST_ITEMS = 100_000  # looked at; of more nothing is said
KINDS = "biufcSU"  # of dtypes


def is_exact(value: Any) -> bool:
    """Say whether a value arrives as what it is, and not only as something like it.

    A subclass arrives as its base, and an array in Fortran's order in C's, which sums give other last digits for.
    """
    left, todo = MOST_ITEMS, [value]
    while todo:
        one = todo.pop()
        left -= 1
        kind = type(one)
        if left < 0:
            return False
        if kind in (list, tuple):
            todo.extend(one)
        elif kind in (set, frozenset):
            if len(one) > 1:  # each process has an order of its own
                return False
            todo.extend(one)
        elif kind is dict:
            todo.extend(one)
            todo.extend(one.values())
        elif kind is np.ndarray:
            if one.dtype.kind not in KINDS or not one.flags.c_contiguous:
                return False
        elif kind not in EXACT and not (
            isinstance(one, np.generic) and kind is one.dtype.type and one.dtype.kind in KINDS
        ):
            return False
    return True
