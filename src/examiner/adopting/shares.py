"""Shares of a grade cell's points, exact to the last digit."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

DIGITS = 2  # of a share, unless the points or their number want more


def shares(points: float, weights: Sequence[int]) -> list[str]:
    """Return, as they are written in a grader, the shares of checks that weigh so much; their sum is the points.

    Parameters
    ----------
    points : float
        Of the grade cell.
    weights : sequence of int
        How many asserts each check carries out; 0 for one that carries no points.
    """
    whole, total = Decimal(repr(float(points))).normalize(), sum(weights)
    digits = max(DIGITS, -int(whole.as_tuple().exponent))
    if total and whole:
        while whole.scaleb(digits) < total:  # so that each has something
            digits += 1
    unit, given, found = Decimal(1).scaleb(-digits), Decimal(0), list[str]()
    done = 0
    for weight in weights:
        done += weight
        until = (whole * done / total).quantize(unit, ROUND_DOWN) if total else Decimal(0)
        until = whole if total and done == total else until
        found.append(_written(until - given))
        given = until
    return found


def _written(number: Decimal) -> str:
    text = f"{number.normalize():f}"
    return text if text != "-0" else "0"
