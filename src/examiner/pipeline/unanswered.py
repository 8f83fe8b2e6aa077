"""Which tasks a student has left as they were handed out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace
from nbformat import NotebookNode

from examiner.model import Task
from examiner.model.cells import Cell, cells_of, grade_cells


def with_answered(tasks: Iterable[Task], notebook: NotebookNode, editions: Sequence[NotebookNode]) -> tuple[Task, ...]:
    """Return tasks that say whether they were answered.

    Parameters
    ----------
    notebook : NotebookNode
        What was graded.
    editions : sequence of NotebookNode
        What students got.
    """
    given = {_told(cell) for edition in editions for cell in cells_of(edition)}
    ends = {cell.grade_id: cell.index for cell in grade_cells(notebook)}
    cells, found = cells_of(notebook), []
    for task in tasks:
        end = ends.get(task.grade_id, -1)
        start = max((index + 1 for index in ends.values() if index < end), default=0)
        own = [cell for cell in cells[start : end + 1] if not cell.is_read_only and cell.source.strip()]
        asked = any(cell.solution for cell in own)
        found.append(replace(task, answered=not (asked and all(_told(cell) in given for cell in own))))
    return tuple(found)


def _told(cell: Cell) -> tuple[str, str, str]:
    return cell.type, cell.grade_id, cell.source.strip()
