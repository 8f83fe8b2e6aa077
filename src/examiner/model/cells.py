"""A notebook's cells with what nbgrader's metadata say of them: the one place that reads these."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

_KEY = "nbgrader"  # of a cell's metadata
MISSING = "examiner-missing"  # tag of a cell that stands for one that was not handed in
NOT_RUN = "skip-execution"  # tag of a cell that only illustrates; nbclient, and hence nbgrader, does not run it


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it is read; changing the notebook does not change it.

    Parameters
    ----------
    index : int
        Its place in the notebook, from 0.
    type : str
        "code", "markdown" or "raw"; empty if the notebook gives none.
    id : str
        nbformat's id; empty in formats before 4.5.
    grade_id : str
        nbgrader's id; empty if it has none.
    grade, solution, locked, task : bool
        nbgrader's flags.
    points : float
        What a grade or task cell is worth; 0.0 where no number is given.
    checksum : str
        nbgrader's, of the cell as it was released; empty if it has none.
    schema_version : object
        Of nbgrader's metadata, as it stands.
    nbgrader : mapping
        nbgrader's metadata as they stand, for what validates or hashes them; empty if there are none.
    """

    index: int
    type: str
    source: str
    id: str = ""
    grade_id: str = ""
    grade: bool = False
    solution: bool = False
    locked: bool = False
    task: bool = False
    points: float = 0.0
    checksum: str = ""
    schema_version: object = field(default=None, hash=False)
    tags: frozenset[str] = frozenset()
    nbgrader: Mapping[str, Any] = field(default_factory=dict, hash=False, repr=False)

    @property
    def is_marked(self) -> bool:
        """Whether it is one of nbgrader's: graded, an answer, a task or read-only."""
        return self.grade or self.solution or self.locked or self.task

    @property
    def is_manual(self) -> bool:
        """Whether it carries points, the student writes in it, and a person marks it."""
        return self.grade and (self.solution or self.task)

    @property
    def is_read_only(self) -> bool:
        """Whether its text is put back when a submission is graded; nbgrader's ``is_locked``."""
        return not self.solution and (self.grade or self.locked)

    @property
    def only_illustrates(self) -> bool:
        """Whether it is code of the course's that grading does without."""
        return self.type == "code" and NOT_RUN in self.tags and not self.solution and not self.grade

    @property
    def is_autograded_answer(self) -> bool:
        """Whether it is code that the student writes and another cell scores."""
        return self.type == "code" and self.solution and not self.grade


def read_cell(cell: object, index: int = 0) -> Cell:
    """Read one cell as nbformat or JSON has it; right for cells of any shape, for uploads hold whatever they like."""
    fields = _mapping(cell)
    metadata = _mapping(fields.get("metadata"))
    data = _mapping(metadata.get(_KEY))
    tags = metadata.get("tags")
    return Cell(
        index=index,
        type=_string(fields.get("cell_type")),
        source=_text(fields.get("source")),
        id=_string(fields.get("id")),
        grade_id=_string(data.get("grade_id")),
        grade=bool(data.get("grade")),
        solution=bool(data.get("solution")),
        locked=bool(data.get("locked")),
        task=bool(data.get("task")),
        points=_number(data.get("points")),
        checksum=_string(data.get("checksum")),
        schema_version=data.get("schema_version"),
        tags=frozenset(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list | tuple) else frozenset(),
        nbgrader=dict(data),
    )


def cells_of(notebook: NotebookNode) -> tuple[Cell, ...]:
    """Return a notebook's cells in order."""
    return tuple(read_cell(cell, index) for index, cell in enumerate(notebook.cells))


def grade_cells(notebook: NotebookNode) -> list[Cell]:
    """Return the cells that carry points, in order."""
    return [cell for cell in cells_of(notebook) if cell.grade]


def answer_cells(notebook: NotebookNode) -> dict[str, Cell]:
    """Return the cells whose text is the student's to write, by nbgrader's id, in order."""
    return {cell.grade_id: cell for cell in cells_of(notebook) if cell.solution and cell.grade_id}


def tasks_of_cells(notebook: NotebookNode) -> dict[str, str]:
    """Return, by nbgrader's id and in order, the cell with points that each cell belongs to: itself, or the next one.

    What stands after the last of them belongs to none.
    """
    found: dict[str, str] = {}
    before: list[str] = []
    for cell in cells_of(notebook):
        if not cell.grade_id:
            continue
        before.append(cell.grade_id)
        if cell.grade or cell.task:
            own = [cell.grade_id] if cell.task else before
            found |= dict.fromkeys(own, cell.grade_id)
            before = before[:-1] if cell.task else []
    return found


def marked_cells(notebook: NotebookNode) -> dict[str, Cell]:
    """Return the nbgrader cells of an assignment by id, in order."""
    return {cell.grade_id: cell for cell in cells_of(notebook) if cell.is_marked and cell.grade_id}


def mark(cell: NotebookNode, **fields: object) -> NotebookNode:
    """Write fields of nbgrader's metadata into a cell, and return it."""
    cell.metadata[_KEY] = {**_mapping(cell.metadata.get(_KEY)), **fields}
    return cell


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _text(value: object) -> str:
    """Return a cell's text, which may be stored as a list of lines."""
    return "".join(map(_string, value)) if isinstance(value, list) else _string(value)


def _number(value: object) -> float:
    try:
        found = float(value) if isinstance(value, int | float | str) else 0.0
    except (OverflowError, ValueError):  # an integer beyond all floats, or a text that is no number
        return 0.0
    return found if math.isfinite(found) else 0.0
