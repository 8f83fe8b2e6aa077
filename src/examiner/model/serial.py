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


def line(value: Any) -> str:
    """Return a value as JSON text on one line."""
    return msgspec.json.encode(value, enc_hook=_encode).decode()


def schema(kind: type) -> dict[str, Any]:
    """Return the JSON Schema of a declared type."""
    return msgspec.json.schema(kind, schema_hook=_schema)


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
