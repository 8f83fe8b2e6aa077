"""The tasks of a notebook that was not handed in, or that cannot be read; those of the others count as ever."""

from __future__ import annotations

import ast

from examiner.course.graders import grader_of, task_name
from examiner.grading.collecting import title_line
from examiner.model import Task, Text
from examiner.model.cells import Cell, cells_of
from examiner.model.code import parsed
from examiner.pipeline.loaded import LoadedNotebook


def tasks_not_graded(book: LoadedNotebook, *, missing: bool) -> tuple[Task, ...]:
    """Return the tasks of a notebook of which there is nothing to judge.

    Parameters
    ----------
    book : LoadedNotebook
        The notebook.
    missing : bool
        Whether it was not handed in: nbgrader gives zero points for each of its tasks then, also for what people mark.
        One that cannot be read has no points yet: its student may hand it in again.
    """
    cells = [cell for cell in cells_of(book.notebook) if cell.grade or (missing and cell.task)]
    return tuple(_task(book, cell, 0.0 if missing else None) for cell in cells)


def _task(book: LoadedNotebook, cell: Cell, score: float | None) -> Task:
    name = task_name(cell.grade_id)
    by_hand = cell.is_manual or cell.task
    title = Text.plain(name) if by_hand or not book.judged else _title(book, cell)
    return Task(book.stem, name, cell.grade_id, title, score, cell.points, manual=by_hand, answered=False)


def _title(book: LoadedNotebook, cell: Cell) -> Text:
    """Return what a grader calls its task, without a run of it: everybody reads one title, with the notebook or not."""
    path = grader_of(book.graders, cell.grade_id)
    tree = parsed(path.read_text(encoding="utf-8")) if path.is_file() else None
    return Text.parse(title_line(ast.get_docstring(tree) if tree is not None else None, path.stem))
