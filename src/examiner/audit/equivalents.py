"""Mutants that behave like the master: listed by hand, each with its reason, in ``equivalent_mutants.toml``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from examiner.audit.listed import entries_of
from examiner.audit.mutate import Mutant

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
    return [Equivalent(**entry) for entry in entries_of(folder / NAME, "mutant", _FIELDS, _OPTIONAL)]


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
