"""Lists that people keep beside graders: TOML files of ``[[entry]]`` tables that hold nothing but texts."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from examiner.course.errors import CourseError


def entries_of(path: Path, kind: str, fields: Sequence[str], optional: Sequence[str] = ()) -> list[dict[str, str]]:
    """Read the entries of a list; none if there is no such file.

    Parameters
    ----------
    path : Path
        The file.
    kind : str
        The name of its tables: ``mutant`` for ``[[mutant]]``.
    fields, optional : sequence of str
        What an entry must and may hold.

    Raises
    ------
    CourseError
        If the file is no TOML or an entry is not as it must be; the message names the file and the place.
    """
    if not path.is_file():
        return []
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: {error}") from None
    if unknown := sorted(set(data) - {kind}):
        raise CourseError(f"{path}: unknown table {unknown[0]!r}; entries are [[{kind}]]")
    entries = data.get(kind, [])
    if not isinstance(entries, list):
        raise CourseError(f"{path}: write [[{kind}]], with two brackets")
    return [_entry(entry, fields, optional, f"{path}: entry {number}") for number, entry in enumerate(entries, 1)]


def _entry(entry: Any, fields: Sequence[str], optional: Sequence[str], where: str) -> dict[str, str]:
    if not isinstance(entry, dict):
        raise CourseError(f"{where}: expected a table")
    if unknown := sorted(set(entry) - {*fields, *optional}):
        raise CourseError(f"{where}: unknown field {unknown[0]!r}; known: {', '.join((*fields, *optional))}")
    for name in fields:
        if not isinstance(entry.get(name), str) or not entry[name].strip():
            raise CourseError(f"{where}: {name} is missing or no text")
    for name in optional:
        if not isinstance(entry.get(name, ""), str):
            raise CourseError(f"{where}: {name} is no text")
    return {name: text.strip() for name, text in entry.items()}
