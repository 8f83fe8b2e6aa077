"""Numbers in nested lists, compared without NumPy: what ``approx`` and ``number`` do where it is not installed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from numbers import Number
from typing import Any

ORDER = "bifc"  # letters of NumPy's for truth values, integers, floats and complex numbers
_KINDS = {bool: "b", int: "i", float: "f", complex: "c"}


@dataclass(frozen=True)
class Nested:
    """What lists of numbers hold.

    Parameters
    ----------
    shape : tuple of int
        Their lengths, outermost first; of a single number empty.
    items : list
        The numbers in order.
    kind : str
        The letter of the widest kind among them.
    """

    shape: tuple[int, ...]
    items: list[Any]
    kind: str

    def item(self) -> Any:
        """Return the only number."""
        (only,) = self.items
        return only

    def at(self, place: int) -> tuple[int, ...]:
        """Return the index of an item."""
        index = []
        for length in reversed(self.shape):
            place, here = divmod(place, length)
            index.append(here)
        return tuple(reversed(index))


def of(value: object) -> Nested | None:
    """Return a number, or lists of them that are equally long, as what they hold; None for anything else."""
    if isinstance(value, list | tuple):
        inside = [of(item) for item in value]
        if any(one is None for one in inside):
            return None
        parts = [one for one in inside if one is not None]
        if len({one.shape for one in parts}) > 1:
            return None
        shape = (len(parts), *(parts[0].shape if parts else ()))
        kind = max((one.kind for one in parts), key=ORDER.index) if parts else "f"
        return Nested(shape, list(chain.from_iterable(one.items for one in parts)), kind)
    return _of_number(value)


def _of_number(value: object) -> Nested | None:
    if not isinstance(value, Number):
        return None
    try:
        kept: Any = value
        if type(value) not in _KINDS:  # a fraction, or a decimal number
            kept = float(value)  # type: ignore[arg-type]
        elif isinstance(value, int):
            float(value)
        return Nested((), [kept], _KINDS[type(kept)])
    except (OverflowError, TypeError, ValueError):  # beyond all floats, which is not infinity
        return None


def near(found: Sequence[Any], expected: Sequence[Any], *, rel: float, tolerance: float, nan_ok: bool) -> list[bool]:
    """Return which numbers are as near to the expected ones as they must be."""
    return [_is_near(a, b, rel, tolerance, nan_ok) for a, b in zip(found, expected, strict=True)]


def gap(a: Any, b: Any) -> float:
    """Return how far two numbers are apart."""
    if isinstance(a, complex) or isinstance(b, complex) or not (math.isfinite(a) and math.isfinite(b)):
        return float(abs(a - b))
    return float(abs(Fraction(a) - Fraction(b)))


def _is_near(a: Any, b: Any, rel: float, tolerance: float, nan_ok: bool) -> bool:
    if a == b:
        return True
    if a != a or b != b:
        return nan_ok and a != a and b != b
    if not (_is_finite(a) and _is_finite(b)):
        return False
    most = max(rel * abs(b), tolerance)
    if isinstance(a, complex) or isinstance(b, complex):
        return bool(abs(a - b) <= most)
    return bool(abs(Fraction(a) - Fraction(b)) <= most)  # exact, also for long integers


def _is_finite(number: Any) -> bool:
    return math.isfinite(number.real) and math.isfinite(number.imag)
