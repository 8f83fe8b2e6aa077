"""Wrappers that change the numbers a function is given, or those that it gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from examiner.audit.wrapping.placing import Wrapper
from examiner.audit.wrapping.values import Noted, is_array, is_float, is_integer, mapped, numpy, of_floats


def on_arguments(change: Callable[[Any], Any]) -> Wrapper:
    """Return a wrapper that changes the numbers in the arguments."""

    def call(function: Callable[..., Any], args: Any, kwargs: Any, kept: Any, noted: Noted) -> Any:
        named = {name: mapped(value, change, noted) for name, value in kwargs.items()}
        return function(*(mapped(value, change, noted) for value in args), **named)

    return call


def on_result(change: Callable[[Any], Any]) -> Wrapper:
    """Return a wrapper that changes the numbers in the result."""

    def call(function: Callable[..., Any], args: Any, kwargs: Any, kept: Any, noted: Noted) -> Any:
        return mapped(function(*args, **kwargs), change, noted)

    return call


def integer(function: Callable[..., Any], args: Any, kwargs: Any, kept: Any, noted: Noted) -> Any:
    """Keep the result in the integer dtype of the arrays, or of the lists, that were given."""
    result, given = function(*args, **kwargs), [*args, *kwargs.values()]
    arrays = [value for value in given if is_array(value)]
    parts = [part for value in given if type(value) is list for part in value]
    whole = arrays or parts
    if not whole or not all(is_integer(value) for value in whole):
        return result
    kind = arrays[0].dtype if arrays else int

    def cast(value: Any) -> Any:
        if is_array(value):
            with numpy().errstate(all="ignore"):
                return value.astype(kind)
        return int(value) if abs(value) < 1e15 else value  # NaN too stays what it is

    return mapped(result, of_floats(cast), noted)


def float32(function: Callable[..., Any], args: Any, kwargs: Any, kept: Any, noted: Noted) -> Any:
    """Compute with arguments of float32, and give no more digits than it has."""
    if numpy() is None:
        return function(*args, **kwargs)
    wide, narrow = numpy().float64, numpy().float32

    def given(value: Any) -> Any:
        if not is_float(value) or (is_array(value) and value.dtype != wide):
            return value
        new = value.astype(narrow) if is_array(value) else float(narrow(value))
        return new if not numpy().array_equal(new, value) else value  # digits that it has anyhow are no mistake

    def back(value: Any) -> Any:
        with numpy().errstate(all="ignore"):
            return value.astype(narrow).astype(value.dtype) if is_array(value) else type(value)(narrow(value))

    args = [mapped(value, given, noted) for value in args]
    kwargs = {name: mapped(value, given, noted) for name, value in kwargs.items()}
    return mapped(function(*args, **kwargs), of_floats(back), noted)


def rounded(digits: int) -> Wrapper:
    """Return a wrapper that rounds the result."""
    return on_result(of_floats(lambda value: numpy().round(value, digits) if is_array(value) else round(value, digits)))


def epsilon(value: Any) -> Any:
    """Add 1e-7 to what lies from 0 to 1, as to probabilities before a logarithm."""
    inside = value.size and value.min() >= 0 and value.max() <= 1 if is_array(value) else 0 <= value <= 1
    return value + 1e-7 if inside else value


def clipped(most: float) -> Wrapper:
    """Return a wrapper that clips the arguments "for stability"."""

    def clip(value: Any) -> Any:
        return value.clip(-most, most) if is_array(value) else type(value)(min(max(value, -most), most))

    return on_arguments(of_floats(clip))


def tiny(value: Any) -> Any:
    """Take small numbers for 0."""
    if is_array(value):
        return numpy().where(abs(value) < 1e-6, numpy().zeros_like(value), value)
    return type(value)(0) if abs(value) < 1e-6 else value


def flat(value: Any) -> Any:
    """Flatten an array."""
    return value.ravel() if is_array(value) and value.ndim > 1 else value


def axis(value: Any) -> Any:
    """Add an axis; a number becomes an array of one."""
    return value if numpy() is None else numpy().asarray(value)[None]


def as_list(value: Any) -> Any:
    """Return an array as a list."""
    return value.tolist() if is_array(value) else value


def text_sort(function: Callable[..., Any], args: Any, kwargs: Any, kept: Any, noted: Noted) -> Any:
    """Sort as text where the result is sorted numbers."""
    result = function(*args, **kwargs)
    listed = as_list(result)
    if type(listed) is not list or len(listed) < 2 or not all(is_integer(part) or is_float(part) for part in listed):
        return result
    new = sorted(listed, key=str)
    if listed != sorted(listed) or listed == new:
        return result
    noted()
    return numpy().array(new, result.dtype) if is_array(result) else new


KINDS: dict[str, Wrapper] = {
    "integer": integer,
    "float32": float32,
    "round3": rounded(3),
    "round6": rounded(6),
    "epsilon": on_arguments(of_floats(epsilon)),
    "clip10": clipped(10.0),
    "clip500": clipped(500.0),
    "tiny": on_result(of_floats(tiny)),
    "flat": on_result(flat),
    "axis": on_result(axis),
    "list": on_result(as_list),
    "text-sort": text_sort,
}
