"""Wrappers that keep, change or ignore what they should not, and one that swallows errors."""

from __future__ import annotations

import copy
import functools
import inspect
import os
from collections.abc import Callable
from typing import Any

from examiner.audit.wrapping.values import Noted, is_array, is_function, numpy, same

Function = Callable[..., Any]
DATA = (list, dict, tuple, int, float, str, bool, type(None))
SEEDS = ("seed", "rng", "random_state", "generator")  # arguments that choose what is drawn


def arguments(function: Function, args: Any, kwargs: Any, kept: Any, noted: Noted) -> Any:
    """Compute, then change what was given."""
    given = [*args, *kwargs.values()]
    plain = all(is_array(value) or type(value) in DATA for value in given)
    if plain and inspect.ismethod(function):  # whose object may keep what is given; this is about the caller's own
        args, kwargs = copy.deepcopy((args, kwargs))
    result = function(*args, **kwargs)
    if plain:
        result = copy.deepcopy(result)  # which may hold what was given
    for value in given:
        spoil(value, noted)
    return result


def spoil(value: Any, noted: Noted) -> None:
    """Change a value in place, at the deepest places that can be changed."""
    if is_array(value):
        if value.size and value.flags.writeable and value.dtype.kind in "biufc":
            value[...] = ~value if value.dtype.kind == "b" else value + 1
            noted()
        return
    parts = list(value.values()) if type(value) is dict else list(value) if type(value) in (list, tuple) else []
    deeper = [part for part in parts if type(part) in (list, dict, tuple) or is_array(part)]
    for part in deeper:
        spoil(part, noted)
    if parts and not deeper and type(value) is list:
        value.append(value[0])
        noted()
    elif parts and not deeper and type(value) is dict:
        value.popitem()
        noted()


def same_object(function: Function, args: Any, kwargs: Any, kept: Any, noted: Noted) -> Any:
    """Write each result into the array of the first, and hand that out."""
    result = function(*args, **kwargs)
    if not is_array(result):
        return result
    first = kept.setdefault((result.shape, result.dtype.str), result)
    if first is result or not first.flags.writeable:
        return result
    if not same(first, result):
        noted()
    first[...] = result
    return first


def kind_of(value: Any) -> Any:
    """Return what tells arguments of different kinds or sizes apart."""
    if is_array(value):
        return value.shape, value.dtype.str
    return (type(value), len(value)) if type(value) in (list, tuple, dict, str) else type(value)


def first_result(function: Function, args: Any, kwargs: Any, kept: Any, noted: Noted) -> Any:
    """Keep the first result for all arguments that look like these."""
    key = tuple(map(kind_of, args)), tuple((name, kind_of(value)) for name, value in sorted(kwargs.items()))
    if key not in kept:
        kept[key] = function(*args, **kwargs)
    else:
        noted()
    return kept[key]


def seeded(new: Callable[[], int]) -> Any:
    """Return a wrapper that puts another seed in the place of the given one."""

    def call(function: Function, args: Any, kwargs: Any, kept: Any, noted: Noted) -> Any:
        try:
            bound = inspect.signature(function).bind(*args, **kwargs)
        except (TypeError, ValueError):
            return function(*args, **kwargs)
        for name, value in bound.arguments.items():
            if numpy() is not None and isinstance(value, numpy().random.Generator):
                bound.arguments[name] = numpy().random.default_rng(new())
                noted()
            elif name in SEEDS and type(value) is int:
                bound.arguments[name] = new()
                noted()
        return function(*bound.args, **bound.kwargs)

    return call


def fresh() -> int:
    """Return a number that no seed decides."""
    return int.from_bytes(os.urandom(3), "big")


def set_order(function: Function, args: Any, kwargs: Any, kept: Any, noted: Noted) -> Any:
    """Give a list without repetitions in another order, as a set would: it promises none, not even a lucky one."""
    result = function(*args, **kwargs)
    try:
        if type(result) is not list or len(set(result)) < max(2, len(result)):
            return result
    except TypeError:
        return result
    noted()
    found = list(set(result))
    return found if found != result else found[::-1]


def no_error(function: Function, args: Any, kwargs: Any, kept: Any, noted: Noted) -> Any:
    """Give a number where arguments are refused."""
    try:
        return function(*args, **kwargs)
    except ValueError:
        noted()
        return 0.0


def one_by_one(function: Function, args: Any, kwargs: Any, kept: Any, noted: Noted) -> Any:
    """Call given functions for one row of an array at a time."""

    def by_rows(given: Function) -> Function:
        @functools.wraps(given)
        def call(first: Any, *rest: Any, **named: Any) -> Any:
            if rest or named or not is_array(first) or first.ndim < 2 or len(first) < 2:
                return given(first, *rest, **named)
            parts = [numpy().asarray(given(first[i : i + 1])) for i in range(len(first))]
            if not all(part.ndim for part in parts):
                return given(first)  # it makes one number of all rows
            noted()
            return numpy().concatenate(parts)

        return call

    def exchanged(value: Any) -> Any:
        return by_rows(value) if is_function(value) else value

    return function(*map(exchanged, args), **{name: exchanged(value) for name, value in kwargs.items()})


KINDS = {
    "arguments": arguments,
    "same-object": same_object,
    "first-result": first_result,
    "fixed-seed": seeded(lambda: 0),
    "no-seed": seeded(fresh),
    "set-order": set_order,
    "no-error": no_error,
    "one-by-one": one_by_one,
}
