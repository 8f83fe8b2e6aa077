"""Reads Python that somebody has written, who may have written anything: the one place that takes such text apart."""

from __future__ import annotations

import ast
import symtable
import warnings
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

NO_CODE = (SyntaxError, ValueError)  # what Python raises for what is no Python, or holds a zero byte
TOO_DEEP = (RecursionError, MemoryError)  # and for what it cannot go down into, here: elsewhere it may run
UNREADABLE = (*NO_CODE, *TOO_DEEP)


def parsed(text: str) -> ast.Module | None:
    """Return the syntax of a text; None for what is no Python, or nested too deep to be taken apart."""
    return _read(lambda: ast.parse(text))


def scopes_of(text: str) -> symtable.SymbolTable | None:
    """Return the names of a text by scope; None as from :func:`parsed`."""
    return _read(lambda: symtable.symtable(text, "<cells>", "exec"))


def is_too_deep(text: str) -> bool:
    """Say whether a text is nested too deep to be taken apart here; a process with another bound may run it."""
    try:
        _quietly(lambda: ast.parse(text))
    except TOO_DEEP:
        return True
    except NO_CODE:
        return False
    return False


def _read(read: Callable[[], Found]) -> Found | None:
    try:
        return _quietly(read)
    except UNREADABLE:
        return None


def _quietly(read: Callable[[], Found]) -> Found:
    """Read without Python's advice, which is for whoever runs the text; as an error it would hide what it says."""
    with warnings.catch_warnings(action="ignore"):
        return read()
