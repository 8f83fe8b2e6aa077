"""Carries plain data between a student's kernel and the grader, which trusts nothing that arrives.

A value becomes a *header*, ASCII text in JSON, and a list of binary *buffers*. The header is one node::

    None, True, False, "text"                stand for themselves
    ["int", "-ff"]                           hexadecimal digits
    ["float", "3ff0000000000000"]            the 64 bits, so that a NaN is kept as it is; "complex" has 128
    ["bytes", DATA]  ["text", DATA]          text that is long, or no proper Unicode
    ["list", NODE...]                        also "tuple", "set", "frozenset"
    ["dict", KEY, VALUE, KEY, VALUE...]      in order
    ["record", [NAME, FIELD...], NODE...]    a named tuple
    ["decimal", "-12E-1"]  ["fraction", NODE, NODE]
    ["range", NODE x3]  ["slice", NODE x3]
    ["date", y, m, d]  ["datetime", y, m, d, h, min, s, us, fold, ZONE]  ["timedelta", d, s, us]
    ["array", DTYPE, [length...], DATA]      C order; the dtype "O" has a list of nodes as its data
    ["scalar", DTYPE, DATA]                  a NumPy scalar; ["numpy text", NODE], ["numpy bytes", DATA]
    ["series", COLUMN, INDEX, NAME]          and further pandas objects, see frames
    ["ref", NODE]                            an object that stays on the other side, named by a dict

DATA is the number of a buffer, or up to 64 bytes as hexadecimal digits. Each buffer is used exactly once.

The tags form a closed table. Encoding looks a value's type up along its method resolution order, so an instance
of a subclass is read as its nearest known base, with that base's own methods; what ``__class__``, ``__iter__`` or
``__float__`` of the subclass say is not asked. Decoding makes exact base types and accepts only what encoding
could have made: sizes are checked before memory is taken, nothing is evaluated, imported or unpickled by name.

Keys of dicts, members of sets, elements of object arrays and everything inside pandas objects must be plain data;
where they are not, the whole container becomes a reference.

A value that a verdict depends on is decoded with ``judged=True``. It then holds no extension array of pandas', whose
comparison is an array that is true whatever it holds, and no missing value that is skipped where it should fail:
see columns for what such a column becomes. Arrays of Python's numbers become arrays of a dtype.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NoReturn

from . import arrays, frames, plain, rationals
from .checks import (
    CodecError,
    CodecLimits,
    MalformedValue,
    TooLarge,
    Unencodable,
    over,
    shown,
)
from .core import Bytes, Node, Reader, References, Writer

__all__ = [
    "CodecError",
    "CodecLimits",
    "MalformedValue",
    "References",
    "TooLarge",
    "Unencodable",
    "decode",
    "encode",
]

TABLE = {**plain.KINDS, **rationals.KINDS, **arrays.KINDS, **frames.KINDS}
DEFAULT_LIMITS = CodecLimits()

MARKS_A_NODE = 4  # brackets and commas that a node takes in the header, with some to spare
PIECE = 1 << 20  # bytes of the header whose marks are counted at once: of quotes alone it makes as many parts
HEADER_DIGITS = 19  # of the integers written in decimals: lengths, buffer numbers, parts of dates

_OTHERS = bytes(set(range(256)) - set(b'[{,"'))


def encode(
    value: Any, refs: References | None = None, limits: CodecLimits = DEFAULT_LIMITS
) -> tuple[bytes, list[Bytes]]:
    """Turn a value into a header and buffers.

    Parameters
    ----------
    value : object
        Plain data, or any object if ``refs`` is given.
    refs : References, optional
        Names objects that are no plain data.
    limits : CodecLimits
        Sizes that are refused.

    Returns
    -------
    header : bytes
        ASCII text in JSON.
    buffers : list of bytes or memoryview
        Contiguous bytes. They may share memory with arrays in ``value``.

    Raises
    ------
    Unencodable
        If something is no plain data and ``refs`` is None.
    TooLarge
        If a limit is exceeded, which a container that holds itself always does.
    """
    writer = Writer(TABLE, limits, refs=refs)
    try:
        header = json.dumps(writer.node(value), check_circular=False, separators=(",", ":")).encode("ascii")
    except (RecursionError, MemoryError) as error:
        raise TooLarge("the value is too deep or too large for the interpreter") from error
    check_size(header, writer.buffers, limits)
    check_marks(header, limits)
    return header, writer.buffers


def decode(
    header: bytes,
    buffers: Sequence[Bytes],
    resolve: Any = None,
    limits: CodecLimits = DEFAULT_LIMITS,
    *,
    judged: bool = False,
) -> Any:
    """Rebuild a value from what may be a hostile message.

    Parameters
    ----------
    header, buffers : bytes, and sequence of bytes or memoryview
        Text in JSON, and data, which is copied.
    resolve : callable, optional
        Takes the dict of a reference and returns the object that stands for it.
    limits : CodecLimits
        Sizes that are refused.
    judged : bool
        Whether a verdict depends on the value: extension arrays then become arrays of a NumPy dtype.

    Returns
    -------
    object
        Made of exact base types; arrays are writable and share memory with nothing.

    Raises
    ------
    TooLarge, MalformedValue
        If a limit is exceeded; if it is no encoded value, or holds a reference and ``resolve`` is None or refuses it.
    MemoryError
        If this process has no memory left, which is not the message's doing.
    """
    try:
        return _decoded(header, buffers, resolve, limits, judged)
    except (CodecError, MemoryError):
        raise
    except Exception as error:  # the input is hostile, and pandas' constructors raise what they like
        raise MalformedValue(f"the message is no encoded value: {shown(str(error))}") from error


def _decoded(header: bytes, buffers: Sequence[Bytes], resolve: Any, limits: CodecLimits, judged: bool) -> Any:
    check_size(header, buffers, limits)
    views = [memoryview(buffer).cast("B") for buffer in buffers]
    reader = Reader(TABLE, limits, buffers=views, resolve=resolve, judged=judged)
    value = reader.node(parse(header, limits))
    if len(reader.used) != len(views):
        raise MalformedValue(f"{len(views) - len(reader.used):,} buffers belong to no value")
    return value


def parse(header: bytes, limits: CodecLimits) -> Node:
    """Return the JSON in a header, of the few kinds that nodes are written with."""
    check_marks(header, limits)
    return json.loads(
        str(header, "ascii"),
        parse_int=short_int,
        parse_float=refuse,
        parse_constant=refuse,
        object_pairs_hook=refuse,
    )


def short_int(digits: str) -> int:
    """Return an integer of the header; long ones would take quadratic time."""
    if len(digits) > HEADER_DIGITS:
        raise MalformedValue(f"an integer of {len(digits):,} digits stands in the header")
    return int(digits)


def refuse(part: Any) -> NoReturn:
    """Refuse what JSON allows and nodes do not use."""
    raise MalformedValue(f"no node is written {shown(part)}")


def check_size(header: bytes, buffers: Sequence[Bytes], limits: CodecLimits) -> None:
    """Refuse a message that is too long."""
    size = len(header) + sum(memoryview(buffer).nbytes for buffer in buffers)
    if size > limits.max_bytes:
        raise over("the value", size, limits.max_bytes, "bytes")
    if len(buffers) > limits.max_nodes:
        raise over("the value", len(buffers), limits.max_nodes, "buffers")


def check_marks(header: bytes, limits: CodecLimits) -> None:
    """Refuse a header that would make too many objects: ``[],[],[]...`` takes 20 times its length in memory."""
    most = MARKS_A_NODE * limits.max_nodes
    if len(header) <= most:
        return
    text = header.replace(b"\\\\", b"").replace(b'\\"', b"").translate(None, delete=_OTHERS)
    marks, quoted = 0, 0
    for start in range(0, len(text), PIECE):
        parts = text[start : start + PIECE].split(b'"')  # every other one stands between quotes
        marks += sum(map(len, parts[quoted::2]))
        quoted ^= (len(parts) - 1) & 1
    if marks > most:
        raise over("the header", marks, most, "brackets and commas")
