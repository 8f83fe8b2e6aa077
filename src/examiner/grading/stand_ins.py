"""What stands for objects of the student's and for functions of a cell's where a cell is carried out again."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol


class GaveUp(BaseException):
    """This side cannot do as the student's kernel would; no ``except`` of a cell's catches it."""


@dataclass(frozen=True)
class Theirs:
    """What stands for an object of the student's on its way between the processes."""

    number: int


@dataclass(frozen=True)
class Ours:
    """What stands for a function of the cell's."""

    number: int


class Caller(Protocol):
    """What an object needs of the cell."""

    def call(self, number: int, args: Any, kwargs: Any) -> Any:
        """Call the object of a number."""

    def ask(self, *message: Any) -> Any:
        """Ask for something of the student's."""


def give_up(*_: Any, **__: Any) -> Any:
    """Say that what was asked cannot be answered here."""
    raise GaveUp


class Object:
    """An object of the student's: it is called and has attributes, and nothing else is asked of it here."""

    def __init__(self, cell: Caller, number: int) -> None:
        object.__setattr__(self, "_examiner", (cell, number))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        cell, number = object.__getattribute__(self, "_examiner")
        return cell.call(number, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        cell, number = object.__getattribute__(self, "_examiner")
        return cell.ask("attr", number, name)


OPERATIONS = """setattr delattr bool len iter next contains getitem setitem delitem eq ne lt le gt ge hash str repr
format add radd sub rsub mul rmul matmul rmatmul truediv rtruediv floordiv rfloordiv mod rmod divmod rdivmod pow rpow
lshift rlshift rshift rrshift and rand or ror xor rxor neg pos abs invert int float complex index round array
array_function enter exit instancecheck subclasscheck reduce reduce_ex copy deepcopy reversed"""
for _name in OPERATIONS.split():
    setattr(Object, f"__{_name}__", give_up)
Object.__array_ufunc__ = give_up  # type: ignore[attr-defined]


def number_of(value: Object) -> int:
    """Return the number of an object of the student's."""
    number: int = object.__getattribute__(value, "_examiner")[1]
    return number


def replaced(value: Any, by: Callable[[Any], Any]) -> Any:
    """Return a value with what its lists, tuples and dicts hold replaced; itself if nothing is."""
    if type(value) in (list, tuple):
        items = [replaced(item, by) for item in value]
        return value if all(map(operator.is_, items, value)) else type(value)(items)
    if type(value) is dict:
        items = [replaced(item, by) for item in value.values()]
        return value if all(map(operator.is_, items, value.values())) else dict(zip(value, items, strict=True))
    return by(value)
