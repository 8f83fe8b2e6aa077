"""Limits, errors, and the checks that every field of a hostile message goes through."""

from __future__ import annotations

import importlib
import numbers
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

SHOWN = 60  # characters of something hostile that a message quotes
COUNTABLE = 10**12  # larger sizes are not spelled out; Python refuses to, from 4300 digits on

_HEX = re.compile(r"(?:[0-9a-f]{2})*")
_NAMES = [vars(type)[name].__get__ for name in ("__module__", "__qualname__")]


@dataclass(frozen=True)
class CodecLimits:
    """Most that one value may take, on either side of the wall.

    Parameters
    ----------
    max_bytes : int
        Bytes of the header and all buffers together.
    max_nodes : int
        Values, counting those inside containers; an array of numbers is one.
    max_depth : int
        Levels of nesting.
    max_int_bits : int
        Bits of one integer.
    max_keys : int
        Keys of one dict or set, leaving out text, bytes and integers from zero to twice their number. The hash
        of a number is no secret, so a sender can choose numbers that collide; text is hashed with a secret.
    """

    max_bytes: int = 64 * 2**20
    max_nodes: int = 1_000_000
    max_depth: int = 100
    max_int_bits: int = 65_536
    max_keys: int = 100_000


class CodecError(ValueError):
    """Base of everything that encoding and decoding raise."""


class Unencodable(CodecError):
    """The value is, or holds, something that is no plain data, and there is nobody to give it a reference."""


class TooLarge(CodecError):
    """The value exceeds a limit; the text names the size and the limit."""


class MalformedValue(CodecError):
    """The message is not one that encoding makes."""


def pandas() -> Any:
    """Return pandas, imported only where a value needs it."""
    return importlib.import_module("pandas")


def over(what: str, size: int, most: int, unit: str) -> TooLarge:
    """Return the error for a size above its limit."""
    found = f"{size:,}" if size < COUNTABLE else "over a trillion"
    return TooLarge(f"{what} has {found} {unit}; at most {most:,} are accepted")


def exactly(fields: Any, count: int) -> list[Any]:
    """Return fields if they are a list of ``count``, else raise MalformedValue."""
    if type(fields) is not list or len(fields) != count:
        raise MalformedValue(f"{count} fields are expected, not {shown(fields)}")
    return fields


def only(fields: Any) -> Any:
    """Return the one field there must be."""
    return exactly(fields, 1)[0]


def whole(number: Any) -> int:
    """Return a field that must be an integer written in the header, else raise MalformedValue."""
    if type(number) is not int:
        raise MalformedValue(f"an integer is expected, not {shown(number)}")
    return number


def unhex(digits: Any, size: int | None = None) -> bytes:
    """Return the bytes of a field of hexadecimal digits; ``size`` is the number of bytes it must have."""
    if type(digits) is not str or not _HEX.fullmatch(digits) or size not in (None, len(digits) // 2):
        raise MalformedValue(f"hexadecimal digits are expected, not {shown(digits)}")
    return bytes.fromhex(digits)


def shown(thing: Any) -> str:
    """Return the start of a hostile node, fit for a message."""
    if type(thing) is list:
        parts = ["[…]" if type(part) is list else shown(part) for part in thing[:3]]
        return "[" + ", ".join(parts) + (", …]" if len(thing) > 3 else "]")
    text = ascii(thing[:SHOWN] if type(thing) is str else thing)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def with_article(name: str) -> str:
    """Return a type's name with its article, for a sentence."""
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def class_names(cls: type) -> tuple[str, str]:
    """Return a class's module and qualified name; its metaclass, which may raise or lie, is not asked."""
    module, name = (ask(cls) for ask in _NAMES)
    return (module if type(module) is str else "?"), name


def type_name(value: Any) -> str:
    """Return the qualified name of a value's type."""
    module, name = class_names(type(value))
    return name[:SHOWN] if module == "builtins" else f"{module}.{name}"[: 2 * SHOWN]


def as_number(value: Any) -> int | float | complex | Fraction | None:
    """Return a number of another library's, such as SymPy's, as one of Python's; None for what is no number."""
    cls = type(value)
    try:
        if issubclass(cls, numbers.Integral):
            return int(value)
        if issubclass(cls, numbers.Rational):
            return Fraction(int(value.numerator), int(value.denominator))
        if issubclass(cls, numbers.Real):
            return float(value)
        if issubclass(cls, numbers.Complex):
            return complex(value)
        return float(value) if issubclass(cls, numbers.Number) else None  # SymPy's infinities are no Real
    except Exception:  # an object that only says it is a number
        return None
