"""Mutants that behave like the master: listed by hand, each with its reason, in ``equivalent_mutants.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from examiner.audit.mutate import Mutant
from examiner.course.errors import CourseError

NAME = "equivalent_mutants.toml"
_FIELDS = ("task", "line", "becomes", "reason")
_OPTIONAL = ("function",)


@dataclass(frozen=True, slots=True)
class Equivalent:
    """One listed mutant."""

    task: str
    line: str
    becomes: str
    reason: str
    function: str = ""  # empty: wherever in the task the line stands

    def matches(self, mutant: Mutant) -> bool:
        """Whether a mutant is the listed one."""
        return mutant.key == (self.task, self.line, self.becomes) and self.function in ("", mutant.function)

    def __str__(self) -> str:
        return f"{self.task}: {self.line!r} -> {self.becomes!r}"


def read_equivalents(folder: Path) -> list[Equivalent]:
    """Read the list in a folder of graders; empty if there is none.

    Raises
    ------
    CourseError
        If the file is no TOML or an entry is not as it must be; the message names the file and the place.
    """
    path = folder / NAME
    if not path.is_file():
        return []
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: {error}") from None
    if unknown := sorted(set(data) - {"mutant"}):
        raise CourseError(f"{path}: unknown table {unknown[0]!r}; entries are [[mutant]]")
    entries = data.get("mutant", [])
    if not isinstance(entries, list):
        raise CourseError(f"{path}: write [[mutant]], with two brackets")
    return [_entry(entry, f"{path}: entry {number}") for number, entry in enumerate(entries, 1)]


def _entry(entry: Any, where: str) -> Equivalent:
    if not isinstance(entry, dict):
        raise CourseError(f"{where}: expected a table")
    if unknown := sorted(set(entry) - {*_FIELDS, *_OPTIONAL}):
        raise CourseError(f"{where}: unknown field {unknown[0]!r}; known: {', '.join((*_FIELDS, *_OPTIONAL))}")
    for name in _FIELDS:
        if not isinstance(entry.get(name), str) or not entry[name].strip():
            raise CourseError(f"{where}: {name} is missing or no text")
    if not isinstance(entry.get("function", ""), str):
        raise CourseError(f"{where}: function is no text")
    return Equivalent(**{name: text.strip() for name, text in entry.items()})


def split(
    mutants: Sequence[Mutant], listed: Iterable[Equivalent]
) -> tuple[list[Mutant], list[Mutant], list[Equivalent]]:
    """Return the mutants to try, the listed ones, and the entries that match nothing any more."""
    listed = list(listed)
    known = [mutant for mutant in mutants if any(entry.matches(mutant) for entry in listed)]
    stale = [entry for entry in listed if not any(entry.matches(mutant) for mutant in mutants)]
    return [mutant for mutant in mutants if mutant not in known], known, stale


def as_entry(mutant: Mutant) -> str:
    """Return the text to put into the list for a mutant; the reason is left to a person."""
    lines = ["[[mutant]]", f"task = {_quoted(mutant.task)}", f"function = {_quoted(mutant.function)}"]
    lines += [f"line = {_quoted(mutant.line)}", f"becomes = {_quoted(mutant.becomes)}", 'reason = ""']
    return "\n".join(line for line in lines if line != 'function = ""')


def _quoted(text: str) -> str:
    if "'" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
