"""Time stamps and lists that lie beside hand-ins, read with care: a student's file may be called the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import yaml

from examiner.collecting.systems import METADATA, STAMP, Beside
from examiner.collecting.unpacking import Item

MOST_BYTES = 16 << 20  # of a list: 1,000 hand-ins with all their results
_MOST_DEPTH = 50  # of what a list holds; Gradescope's goes about ten deep
_STAMP_BYTES = 200
_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WRONG = (yaml.YAMLError, ValueError, TypeError, ArithmeticError, LookupError, RecursionError, MemoryError)
_FOLDER = re.compile(r"submission_\d+")  # as Gradescope calls those that its list speaks of
_TIME = "tag:yaml.org,2002:timestamp"


def _times(known: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [(tag, pattern) for tag, pattern in known if tag == _TIME]


class _Loader(_BASE):  # type: ignore[misc]
    """Reads texts and times: a student's number is a text, and numbers in base 60 take for ever."""

    yaml_implicit_resolvers = {first: _times(known) for first, known in _BASE.yaml_implicit_resolvers.items()}

    def flatten_mapping(self, node: Any) -> None:
        """Merge nothing: what few lines merge may become more than the memory holds."""


def beside_of(items: Iterable[Item], zone: str) -> Beside:
    """Return what the time stamps and lists among the files say.

    Parameters
    ----------
    items : iterable of Item
    zone : str
        The course's time zone.
    """
    items = [item for item in items if item.place is not None]
    around = {item.parts[:n] for item in items for n, part in enumerate(item.parts[:-1]) if _FOLDER.fullmatch(part)}
    stamps: dict[tuple[str, ...], str] = {}
    metadata: dict[tuple[str, ...], dict[str, Any]] = {}
    troubles: dict[str, str] = {}
    for item in sorted(items, key=lambda one: len(one.parts)):
        folder = item.parts[:-1]
        if item.parts[-1] == STAMP and item.size < _STAMP_BYTES and item.place is not None:
            stamps[folder] = item.place.read_text(encoding="utf-8", errors="replace")
        elif item.parts[-1] == METADATA and folder in around and not _inside(folder, metadata):
            try:
                metadata[folder] = _read(item)
            except _WRONG as error:
                metadata[folder] = {}
                lines = str(error).splitlines() or [type(error).__name__]
                troubles[item.path] = f"Gradescope's list of hand-ins cannot be read: {lines[0]}"
    return Beside(zone, stamps, metadata, troubles)


def _inside(folder: tuple[str, ...], lists: Iterable[tuple[str, ...]]) -> bool:
    """Say whether a folder is somebody's hand-in of an export whose list is known."""
    return any(folder != one and folder[: len(one)] == one for one in lists)


def _read(item: Item) -> dict[str, Any]:
    if item.place is None or item.size > MOST_BYTES:
        raise ValueError(f"it is too large, at most {MOST_BYTES >> 20} MiB are read")
    data, depth = item.place.read_bytes(), 0
    for event in yaml.parse(data, Loader=_Loader):  # which does not call itself, as what follows does
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MOST_DEPTH:
            raise ValueError(f"it goes more than {_MOST_DEPTH} deep")
    found = yaml.load(data, Loader=_Loader)  # noqa: S506 - it is a safe one
    if not isinstance(found, dict):
        raise ValueError("it is no list of hand-ins")
    return found
