"""Declared types to JSON and back; whatever does not fit is refused with its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from examiner.model.text import Text

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Return plain JSON data for a value of a declared type."""
    return msgspec.json.decode(msgspec.json.encode(value, enc_hook=_encode))


def from_plain(data: Any, kind: type[T], where: str) -> T:
    """Return the value of a declared type that plain data stands for.

    Raises
    ------
    ValueError
        If a field is unknown, missing or of the wrong type; the message names the place.
    """
    try:
        return msgspec.convert(data, kind, dec_hook=_decode)
    except msgspec.ValidationError as error:
        raise ValueError(f"{where}: {error}") from None


def require_version(data: Any, version: int, where: str) -> None:
    """Refuse data of another version than the one that this program writes.

    Raises
    ------
    ValueError
        Names the place, and both versions.
    """
    if not isinstance(data, Mapping):
        raise ValueError(f"{where}: expected an object, got {type(data).__name__}")
    found = data.get("schema_version", 1)  # the first version did not say
    if found != version:
        raise ValueError(f"{where}.schema_version: version {found!r} cannot be read, only {version}")


def dumps(value: Any) -> str:
    """Return a value as indented JSON text with a final newline."""
    return msgspec.json.format(msgspec.json.encode(value, enc_hook=_encode), indent=2).decode() + "\n"


def loads(data: bytes, kind: type[T]) -> T:
    """Return the value of a declared type that JSON text stands for: quicker than :func:`from_plain`, which explains.

    Raises
    ------
    ValueError
        If it is none.
    """
    return msgspec.json.decode(data, type=kind, dec_hook=_decode)


def loads_known(data: bytes, kind: type[T]) -> T:
    """Do as :func:`loads` with text that another version may have written: fields that this one lacks are left out.

    Raises
    ------
    ValueError
        If it is none all the same.
    """
    known = _known(msgspec.json.decode(data), msgspec.inspect.type_info(kind))
    return msgspec.convert(known, kind, dec_hook=_decode)


def line(value: Any) -> str:
    """Return a value as JSON text on one line."""
    return msgspec.json.encode(value, enc_hook=_encode).decode()


def schema(kind: type) -> dict[str, Any]:
    """Return the JSON Schema of a declared type."""
    return msgspec.json.schema(kind, schema_hook=_schema)


def _known(data: Any, kind: msgspec.inspect.Type) -> Any:
    """Return plain data without the fields that a declared type, or one inside it, has not."""
    of = msgspec.inspect
    if isinstance(kind, of.UnionType):  # of a declared type and null: msgspec tells no two apart
        for one in kind.types:
            data = _known(data, one)
    elif isinstance(kind, of.StructType) and isinstance(data, dict):
        return {
            one.encode_name: _known(data[one.encode_name], one.type) for one in kind.fields if one.encode_name in data
        }
    elif isinstance(kind, of.DictType) and isinstance(data, dict):
        return {name: _known(value, kind.value_type) for name, value in data.items()}
    elif isinstance(kind, of.VarTupleType | of.ListType) and isinstance(data, list):
        return [_known(value, kind.item_type) for value in data]
    return data


def _encode(value: Any) -> Any:
    if isinstance(value, Text):
        return value.to_json()
    raise NotImplementedError(f"{type(value).__name__} has no JSON form")


def _decode(kind: type, data: Any) -> Any:
    if kind is Text:
        return Text.from_json(data)
    raise NotImplementedError(f"{kind.__name__} has no JSON form")


def _schema(kind: type) -> dict[str, Any]:
    if kind is Text:
        return {
            "title": "Text",
            "description": "A sentence by language (BCP 47); und: the same in every language.",
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {"type": "string", "minLength": 1},
        }
    raise NotImplementedError(f"{kind.__name__} has no JSON schema")
