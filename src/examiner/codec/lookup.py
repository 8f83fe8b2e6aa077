"""Finds the row of the table for a type, also for types of libraries that nobody may have imported yet."""

from __future__ import annotations

import operator
import sys
from collections.abc import Mapping
from typing import Any

Row = tuple[str, Any, Any]  # tag, kind and the function that reads such a value
Table = Mapping[str, Any]

_KNOWN: dict[int, tuple[Table, list[tuple[str, str]], list[Any], dict[int, Row]]] = {}  # by id of the table


def kinds_by_id(table: Table) -> dict[int, Row]:
    """Return the rows of a table by the id of the type they read: a metaclass may define __hash__ and __eq__.

    Types of modules that are not imported are left out, and what was found is found anew when one of them is another.
    """
    known = _KNOWN.get(id(table))
    if known is not None and all(map(operator.is_, known[2], map(_named, known[1]))):
        return known[3]
    rows = [(where, (tag, kind, read)) for tag, kind in table.items() for where, read in kind.readers.items()]
    names = [(first, last) for where, _ in rows if isinstance(where, str) for first, _, last in [where.partition(":")]]
    seen = [_named(name) for name in names]
    named = iter(seen)
    found = [(next(named) if isinstance(where, str) else where, row) for where, row in rows]
    kinds = {id(cls): row for cls, row in found if isinstance(cls, type)}
    _KNOWN[id(table)] = table, names, seen, kinds
    return kinds


def _named(name: tuple[str, str]) -> Any:
    """Return what a module that has been imported holds under a name; None if it holds nothing or was not imported."""
    return getattr(sys.modules.get(name[0]), name[1], None)
