"""Python's own values: numbers, text, containers, dates.

A value is read with the methods of its base class, so a subclass that overrides them is taken for what it is.
"""

from __future__ import annotations

import datetime
import itertools
import operator
import re
import struct
import zoneinfo
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from .checks import MalformedValue, Unencodable, exactly, only, over, shown, unhex, whole
from .core import Kind, Node, Reader, Walker, Writer
from .records import record_names, record_type
from .unfolding import check_range

LONG_TEXT = 1024  # longer text travels in a buffer, where escapes do not lengthen it

_HEX_INT = re.compile(r"-?[0-9a-f]+")
_ZONE = re.compile(r"[A-Za-z0-9_+-]{1,40}(?:/[A-Za-z0-9_+-]{1,40}){0,3}")
_DATE = [vars(datetime.date)[name] for name in ("year", "month", "day")]
_TIME = [vars(datetime.datetime)[name] for name in ("hour", "minute", "second", "microsecond", "fold")]
_TZINFO = vars(datetime.datetime)["tzinfo"]
_DELTA = [vars(datetime.timedelta)[name] for name in ("days", "seconds", "microseconds")]


def encode_itself(writer: Writer, value: bool | None) -> bool | None:
    return value


def encode_text(writer: Writer, value: str) -> str | list[Any]:
    text = str.__str__(value)
    if len(text) <= LONG_TEXT and is_unicode(text):
        writer.spend(len(text))
        return text
    writer.room(len(text))
    return [writer.blob(text.encode("utf-8", "surrogatepass"))]


def is_unicode(text: str) -> bool:
    """Whether JSON keeps a text as it is: it would join two lone surrogates into one character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def decode_text(reader: Reader, fields: list[Any]) -> str:
    return str(reader.blob(only(fields)), "utf-8", "surrogatepass")


def encode_int(writer: Writer, value: int) -> list[Any]:
    number = int.__int__(value)
    bits, most = number.bit_length(), writer.limits.max_int_bits
    if bits > most:
        raise over("an integer", bits, most, "bits")
    digits = f"{number:x}"
    writer.spend(len(digits))
    return [digits]


def decode_int(reader: Reader, fields: list[Any]) -> int:
    digits = only(fields)
    if type(digits) is not str or len(digits) > reader.limits.max_int_bits // 4 + 2:
        raise MalformedValue(f"an integer is not written {shown(digits)}")
    if not _HEX_INT.fullmatch(digits):
        raise MalformedValue(f"an integer is not written {shown(digits)}")
    number = int(digits, 16)
    if number.bit_length() > reader.limits.max_int_bits:
        raise over("an integer", number.bit_length(), reader.limits.max_int_bits, "bits")
    return number


def encode_float(writer: Writer, value: float) -> list[Any]:
    return [struct.pack(">d", float.__float__(value)).hex()]  # digits of the bits: NaN keeps its payload


def decode_float(reader: Reader, fields: list[Any]) -> float:
    (number,) = struct.unpack(">d", unhex(only(fields), 8))
    return float(number)


def encode_complex(writer: Writer, value: complex) -> list[Any]:
    number = complex.__complex__(value)
    return [struct.pack(">dd", number.real, number.imag).hex()]


def decode_complex(reader: Reader, fields: list[Any]) -> complex:
    return complex(*struct.unpack(">dd", unhex(only(fields), 16)))


def encode_bytes(writer: Writer, value: bytes | bytearray | memoryview) -> list[Any]:
    view = memoryview(value)
    writer.room(view.nbytes)
    return [writer.blob(view.tobytes())]


def decode_bytes(reader: Reader, fields: list[Any]) -> bytes:
    return bytes(reader.blob(only(fields)))


def short_texts(walker: Walker, items: list[Any]) -> bool:
    """Say whether items are all short and plain text; if so, they are counted at once: a corpus has many.

    A text that long or proper Unicode may not be is left to be looked at alone. No type is hashed or compared: its
    metaclass may say anything.
    """
    if not items or not all(map(operator.is_, map(type, items), itertools.repeat(str))):
        return False
    if max(map(len, items)) > LONG_TEXT or not all(map(str.isascii, items)):
        return False
    walker.level(len(items))
    return True


def encode_items(base: Any) -> Callable[[Writer, Any], list[Any]]:
    def encode(writer: Writer, value: Any) -> list[Any]:
        writer.expect(base.__len__(value))
        return encoded(writer, list(base.__iter__(value)))

    return encode


def encoded(writer: Writer, items: list[Any]) -> list[Node]:
    """Return the nodes of items."""
    if short_texts(writer, items):
        writer.spend(sum(map(len, items)))
        return items
    return [writer.node(item) for item in items]


def decoded(reader: Reader, nodes: list[Node]) -> list[Any]:
    """Return the values of nodes."""
    return nodes if short_texts(reader, nodes) else [reader.node(node) for node in nodes]


def decode_list(reader: Reader, fields: list[Any]) -> list[Any]:
    return decoded(reader, fields)


def encode_tuple(writer: Writer, value: Any) -> list[Any] | tuple[str, list[Any]]:
    writer.expect(tuple.__len__(value))
    items = encoded(writer, list(tuple.__iter__(value)))
    names = None if type(value) is tuple else record_names(type(value), len(items))
    return items if names is None else ("record", [names, *items])


def decode_tuple(reader: Reader, fields: list[Any]) -> tuple[Any, ...]:
    return tuple(decoded(reader, fields))


def decode_record(reader: Reader, fields: list[Any]) -> tuple[Any, ...]:
    made = record_type(reader, fields[0] if fields else None, len(fields) - 1)
    return tuple.__new__(made, [reader.node(node) for node in fields[1:]])


def encode_set(base: Any) -> Callable[[Writer, Any], list[Any]]:
    def encode(writer: Writer, value: Any) -> list[Any]:
        writer.expect(base.__len__(value))
        return writer.keys(list(base.__iter__(value)))

    return encode


def decode_set(make: type) -> Callable[[Reader, list[Any]], Any]:
    def decode(reader: Reader, fields: list[Any]) -> Any:
        made = make(reader.keys(fields))
        if len(made) != len(fields):
            raise MalformedValue("a set holds a member twice")
        return made

    return decode


def encode_dict(base: Any) -> Callable[[Writer, Any], list[Any]]:
    def encode(writer: Writer, value: Any) -> list[Any]:
        writer.expect(2 * dict.__len__(value))
        items = list(base.items(value))
        keys = writer.keys([key for key, _ in items])
        return [node for key, (_, item) in zip(keys, items, strict=True) for node in (key, writer.node(item))]

    return encode


def decode_dict(reader: Reader, fields: list[Any]) -> dict[Any, Any]:
    if len(fields) % 2:
        raise MalformedValue("a dict has a key without a value")
    keys = reader.keys(fields[::2])
    made = dict(zip(keys, [reader.node(node) for node in fields[1::2]], strict=True))
    if len(made) != len(keys):
        raise MalformedValue("a dict holds a key twice")
    return made


def encode_range(writer: Writer, value: range) -> list[Any]:
    check_range(value, writer)
    return [writer.node(number) for number in (value.start, value.stop, value.step)]


def decode_range(reader: Reader, fields: list[Any]) -> range:
    made = range(*[reader.of(node, int) for node in exactly(fields, 3)])
    check_range(made, reader)
    return made


def encode_slice(writer: Writer, value: slice) -> list[Any]:
    return [writer.node(part) for part in (value.start, value.stop, value.step)]


def decode_slice(reader: Reader, fields: list[Any]) -> slice:
    return slice(*[reader.node(node) for node in exactly(fields, 3)])


def encode_date(writer: Writer, value: datetime.date) -> list[Any]:
    return [part.__get__(value) for part in _DATE]


def decode_date(reader: Reader, fields: list[Any]) -> datetime.date:
    return datetime.date(*map(whole, exactly(fields, 3)))


def encode_datetime(writer: Writer, value: datetime.datetime) -> list[Any]:
    return [*(part.__get__(value) for part in _DATE + _TIME), encode_zone(_TZINFO.__get__(value))]


def decode_datetime(reader: Reader, fields: list[Any]) -> datetime.datetime:
    *numbers, zone = exactly(fields, 9)
    year, month, day, hour, minute, second, microsecond, fold = map(whole, numbers)
    tzinfo = decode_zone(zone)
    return datetime.datetime(year, month, day, hour, minute, second, microsecond, tzinfo, fold=fold)


def encode_timedelta(writer: Writer, value: datetime.timedelta) -> list[Any]:
    return [part.__get__(value) for part in _DELTA]


def decode_timedelta(reader: Reader, fields: list[Any]) -> datetime.timedelta:
    return datetime.timedelta(*map(whole, exactly(fields, 3)))


def encode_zone(zone: datetime.tzinfo | None) -> Node:
    """Return the field for a time zone: a fixed offset or one of the tz database."""
    if zone is None:
        return None
    if type(zone) is datetime.timezone:
        offset, *name = zone.__getinitargs__()  # type: ignore[attr-defined] # documented by pickle only
        if all(is_unicode(text) for text in name):
            return ["fixed", offset // datetime.timedelta(microseconds=1), *name]
    if type(zone) is zoneinfo.ZoneInfo and zone.key and _ZONE.fullmatch(zone.key):
        return ["zone", zone.key]
    raise Unencodable(f"a time zone of type {type(zone).__name__} is no plain data")


def decode_zone(node: Node) -> datetime.tzinfo | None:
    """Return the time zone of a field."""
    if node is None:
        return None
    if type(node) is not list or not all(type(name) is str for name in node[2:]):
        raise MalformedValue(f"no time zone is written {shown(node)}")
    if node[:1] == ["fixed"] and len(node) in (2, 3):
        return datetime.timezone(datetime.timedelta(microseconds=whole(node[1])), *node[2:])
    # The name of a zone becomes that of a file, so it is checked here and not left to the library.
    if node[:1] == ["zone"] and len(node) == 2 and type(node[1]) is str and _ZONE.fullmatch(node[1]):
        return zoneinfo.ZoneInfo(node[1])
    raise MalformedValue(f"no time zone is written {shown(node)}")


def decode_nothing(reader: Reader, fields: list[Any]) -> Any:
    raise MalformedValue("None, True and False are written without a tag")


KINDS = {
    "itself": Kind({type(None): encode_itself, bool: encode_itself}, decode_nothing),
    "text": Kind({str: encode_text}, decode_text),
    "int": Kind({int: encode_int}, decode_int),
    "float": Kind({float: encode_float}, decode_float),
    "complex": Kind({complex: encode_complex}, decode_complex),
    "bytes": Kind(dict.fromkeys((bytes, bytearray, memoryview), encode_bytes), decode_bytes),
    "list": Kind({list: encode_items(list)}, decode_list),
    "tuple": Kind({tuple: encode_tuple}, decode_tuple),
    "record": Kind({}, decode_record),
    "dict": Kind({dict: encode_dict(dict), OrderedDict: encode_dict(OrderedDict)}, decode_dict),
    "set": Kind({set: encode_set(set)}, decode_set(set), closed=True),
    "frozenset": Kind({frozenset: encode_set(frozenset)}, decode_set(frozenset), closed=True),
    "range": Kind({range: encode_range}, decode_range),
    "slice": Kind({slice: encode_slice}, decode_slice),
    "date": Kind({datetime.date: encode_date}, decode_date),
    "datetime": Kind({datetime.datetime: encode_datetime}, decode_datetime),
    "timedelta": Kind({datetime.timedelta: encode_timedelta}, decode_timedelta),
}
