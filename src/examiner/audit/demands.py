"""The tables in a master that say what each task demands: a row, with a short id, for each demand.

A table stands in a Markdown cell of its own in each language, right after the text of that language, and belongs to
the next answer cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from nbformat import NotebookNode

from examiner.audit.tasks import pairs
from examiner.model.cells import Cell, cells_of
from examiner.release.form import languages_of

CONTRACT = "contract"  # tag of a cell that holds such a table
Kind = Literal[
    "table",
    "languages",
    "sentence",
    "stale entry",
    "no check",
    "unknown id",
    "no wrong answer",
    "other check",
    "not tried",
]
_BAR = re.compile(r"(?<!\\)\|")  # between two columns
_RULE = re.compile(r"\|(\s*:?-+:?\s*\|){2}")
_ID = re.compile(r"`([a-z0-9]+(?:-[a-z0-9]+)*)`")


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing between the demands of a task, its text, its checks and its wrong answers."""

    task: str
    demand: str  # its id; empty if it concerns none
    kind: Kind
    detail: str

    def __str__(self) -> str:
        place = f"{self.task}, {self.demand}" if self.demand else self.task
        return f"{place}: {self.kind}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Table:
    """One table as it stands in its cell."""

    cell: Cell
    language: str
    ids: tuple[str, ...]


def demands_of(master: NotebookNode, languages: Sequence[str]) -> tuple[dict[str, tuple[str, ...]], list[Gap]]:
    """Return the ids of the demands of each task that has a table, and what is wrong with the tables.

    Parameters
    ----------
    master : NotebookNode
        The master notebook.
    languages : sequence of str
        Those that the course teaches in: each has its tables.
    """
    tables: dict[str, list[Table]] = {}
    gaps: list[Gap] = []
    cells = cells_of(master)
    graded = {answer.index for answer, _ in pairs(master)}
    for cell in (cell for cell in cells if CONTRACT in cell.tags):
        answer = next((c for c in cells[cell.index :] if c.solution or c.grade or c.task), None)
        task = answer.grade_id if answer is not None and answer.index in graded else ""
        table, troubles = _read(cell, cells[cell.index - 1 : cell.index], languages)
        if not task:
            troubles = [*troubles, "no answer cell that a grader judges follows it"]
        gaps += [Gap(task, "", "table", f"cell {cell.index + 1}: {text}") for text in troubles]
        tables.setdefault(task, []).append(table)
    tables.pop("", None)
    for task, found in tables.items():
        gaps += [Gap(task, "", "languages", text) for text in _differing(found, languages)]
    return {task: tuple(dict.fromkeys(i for t in found for i in t.ids)) for task, found in tables.items()}, gaps


def _read(cell: Cell, before: Iterable[Cell], languages: Sequence[str]) -> tuple[Table, list[str]]:
    """Return a table and what is wrong with it, or with its place."""
    spoken = languages_of(cell)
    language = next((name for name in languages if spoken == {name}), "")
    troubles = [] if language else [f"it needs the tag of one language: {', '.join(languages)}"]
    if language and not any(c.type == "markdown" and CONTRACT not in c.tags and language in c.tags for c in before):
        troubles.append(f"it does not stand right after the text in {language}")
    lines = [line.strip() for line in cell.source.splitlines() if line.strip()]
    if len(lines) < 3 or not _RULE.fullmatch(lines[1]) or _columns(lines[0])[:1] != ["id"]:
        return Table(cell, language, ()), [*troubles, "it begins with a header | id | ... | and a line |---|---|"]
    ids = []
    for line in lines[2:]:
        columns = _columns(line)
        name = _ID.fullmatch(columns[0]) if len(columns) == 2 and columns[1] else None
        if name is None:
            troubles.append(f"no row of an id in backticks and a text (in which | is written \\|): {line[:60]}")
        elif name[1] in ids:
            troubles.append(f"two rows have the id {name[1]}")
        else:
            ids.append(name[1])
    return Table(cell, language, tuple(ids)), troubles


def _columns(line: str) -> list[str]:
    """Return the texts of a row; none if it is no row of a table."""
    if not line.startswith("|") or not line.endswith("|"):
        return []
    return [text.strip() for text in _BAR.split(line)[1:-1]]


def _differing(tables: Sequence[Table], languages: Sequence[str]) -> Iterator[str]:
    """Yield how the languages of one task's tables differ."""
    ids: dict[str, tuple[str, ...]] = {}
    for table in tables:
        if table.language in ids:
            yield f"there are two tables in {table.language}"
        elif table.language:
            ids[table.language] = table.ids
    missing = [name for name in languages if name not in ids]
    yield from (f"there is no table in {name}" for name in missing)
    if len(set(ids.values())) > 1:
        yield "the ids or their order differ: " + _compared(ids)


def _compared(ids: Mapping[str, Sequence[str]]) -> str:
    everywhere = set.intersection(*map(set, ids.values()))
    own = {name: [i for i in found if i not in everywhere] for name, found in ids.items()}
    if not any(own.values()):
        return "the same ids in another order"
    return "; ".join(f"only {name} has {', '.join(found)}" for name, found in own.items() if found)
