"""Wrappers around what passes between a function and its callers: other shapes, earlier results, an environment."""

from __future__ import annotations

import copy
import functools
import inspect
import itertools
from collections.abc import Callable, Iterator
from typing import Any

from examiner.audit.wrapping.numeric import tiny
from examiner.audit.wrapping.placing import Wrapper
from examiner.audit.wrapping.values import Noted, is_array, is_float, is_function, is_integer, mapped, numpy, of_floats

Function = Callable[..., Any]


def state(function: Function, args: Any, kwargs: Any, kept: Any, noted: Noted) -> Any:
    """Add each result to what was given before, as a list or a sum does that is kept outside of the function."""
    result = function(*args, **kwargs)
    if "before" in kept:
        result = joined(kept["before"], result, noted)
    kept["before"] = result
    return result


def joined(before: Any, result: Any, noted: Noted) -> Any:
    """Return a result put to an earlier one: appended, entered or added."""
    if type(result) is not type(before):
        return result
    if type(result) is tuple and len(result) == len(before):
        return tuple(joined(old, new, noted) for old, new in zip(before, result, strict=True))
    if type(result) is list and before:
        noted()
        return before + result
    if type(result) is dict and before.keys() - result.keys():
        noted()
        return {**before, **result}
    numbers = is_float(result) or is_integer(result)
    if numbers and getattr(before, "shape", ()) == getattr(result, "shape", ()):
        if before.any() if is_array(before) else before:
            noted()
        return before + result
    return result


def broadcast(function: Function, args: Any, kwargs: Any, kept: Any, noted: Noted) -> Any:
    """Where arguments are refused whose shapes NumPy would broadcast, compute with them broadcast."""
    try:
        return function(*args, **kwargs)
    except ValueError:
        given = {**dict(enumerate(args)), **kwargs}
        for changed in stretched(given):
            now = {**given, **changed}
            try:
                result = function(*(now[i] for i in range(len(args))), **{name: now[name] for name in kwargs})
            except ValueError:
                continue
            noted()
            return result
        raise


def stretched(given: dict[Any, Any]) -> Iterator[dict[Any, Any]]:
    """Yield arguments broadcast to one shape: all arrays and lists among them, then two at a time."""
    arrays = {key: array for key, value in given.items() if (array := as_numbers(value)) is not None}
    for keys in [tuple(arrays), *(itertools.combinations(arrays, 2) if len(arrays) > 2 else ())]:
        shapes = {arrays[key].shape for key in keys}
        try:
            shape = numpy().broadcast_shapes(*shapes) if len(shapes) > 1 else None
        except ValueError:
            continue
        if shape is not None:
            full = {key: numpy().broadcast_to(arrays[key], shape).copy() for key in keys}
            yield {key: full[key] if is_array(given[key]) else full[key].tolist() for key in keys}


def as_numbers(value: Any) -> Any:
    """Return an array, or a list as one; None if it is neither, or holds anything but numbers."""
    if numpy() is None or not (is_array(value) or type(value) is list):
        return None
    try:
        array = numpy().asarray(value)
    except ValueError:
        return None  # ragged
    return array if array.dtype.kind in "biuf" else None


def absolute(function: Function, args: Any, kwargs: Any, kept: Any, noted: Noted) -> Any:
    """Take small arguments, and small results of given functions, for 0, as an absolute tolerance does."""

    def near(value: Any) -> Any:
        return mapped(value, of_floats(tiny), noted)

    def given(value: Any) -> Any:
        if not is_function(value):
            return near(value)
        return functools.wraps(value)(lambda *inner, **named: near(value(*inner, **named)))

    return function(*map(given, args), **{name: given(value) for name, value in kwargs.items()})


def environment(function: Function, args: Any, kwargs: Any, kept: Any, noted: Noted) -> Any:
    """Act in a copy of what an environment wraps, and never in the one that is given."""

    def inside(value: Any) -> Any:
        acts = [getattr(value, name, None) for name in ("reset", "step")]
        if inspect.isclass(value) or not all(map(callable, acts)):
            return value
        noted()
        return copy.deepcopy(getattr(value, "unwrapped", value))

    return function(*map(inside, args), **{name: inside(value) for name, value in kwargs.items()})


KINDS: dict[str, Wrapper] = {"state": state, "broadcast": broadcast, "absolute": absolute, "environment": environment}
