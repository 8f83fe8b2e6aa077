"""Looking at values in the box, and changing the numbers in them."""

from __future__ import annotations

import numbers
import sys
from collections.abc import Callable
from typing import Any

Noted = Callable[[], None]  # called once something has become another than it was


def numpy() -> Any:
    """Return NumPy if the notebook has imported it; None else, and then no value is an array."""
    return sys.modules.get("numpy")


def is_array(value: object) -> bool:
    """Whether a value is a NumPy array."""
    return numpy() is not None and isinstance(value, numpy().ndarray)


def is_function(value: object) -> bool:
    """Whether a value is a function or a method, or one of the grader's, and no other object that can be called."""
    return callable(value) and not isinstance(value, type) and hasattr(value, "__qualname__")


def has_kind(value: Any, kinds: str, plain: type) -> bool:
    """Whether a number or an array is of one of NumPy's kinds of dtype, or of the plain type."""
    if is_array(value) or (numpy() is not None and isinstance(value, numpy().generic)):
        return value.dtype.kind in kinds
    return type(value) is plain


def is_float(value: Any) -> bool:
    """Whether a value is a float or an array of them."""
    return has_kind(value, "f", float)


def is_integer(value: Any) -> bool:
    """Whether a value is an integer or an array of them; a boolean is none."""
    return has_kind(value, "iu", int)


def same(a: Any, b: Any) -> bool:
    """Whether two values are of one type and equal."""
    if type(a) is not type(b):
        return False
    if is_array(a):
        return a.dtype == b.dtype and bool(numpy().array_equal(a, b, equal_nan=is_float(a)))
    return bool(a == b) or (a != a and b != b)  # NaN too


def mapped(value: Any, change: Callable[[Any], Any], noted: Noted) -> Any:
    """Return a value with its numbers and arrays changed, wherever they lie in lists, tuples and dictionaries."""
    if type(value) in (list, tuple):
        return type(value)([mapped(part, change, noted) for part in value])
    if type(value) is dict:
        return {key: mapped(part, change, noted) for key, part in value.items()}
    if is_array(value) or (isinstance(value, numbers.Number) and not isinstance(value, bool)):
        new = change(value)
        if not same(new, value):
            noted()
        return new
    return value


def of_floats(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a change that leaves all but floats as they are."""
    return lambda value: change(value) if is_float(value) else value
