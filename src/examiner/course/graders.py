"""Which grader module scores which grade cell: ``test_<task>.py``, as pytest wants it, whatever the cell's id."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

PREFIX = "test_"
UNFINISHED = "unfinished"  # folder beside the graders, of those that are not whole
SUFFIX = ".txt"  # behind ``.py``, so that pytest leaves them alone


def task_name(grade_id: str) -> str:
    """Return the task that a grade cell scores: its id without the leading ``test_``."""
    return grade_id.removeprefix(PREFIX) or grade_id


def grader_of(graders: Path, grade_id: str) -> Path:
    """Return the file that scores a grade cell: ``test_sum.py`` for the cell ``test_sum``, or ``sum``.

    Parameters
    ----------
    graders : Path
        The folder of grader modules.
    grade_id : str
        Of the cell. nbgrader names a cell ``cell-1f0c`` if nobody else does, and pytest reads only ``test_*.py``.
    """
    return graders / f"{PREFIX}{task_name(grade_id)}.py"


def draft_of(grader: Path) -> Path:
    """Return where what is begun of a grader lies, until it is whole."""
    return grader.parent / UNFINISHED / f"{grader.name}{SUFFIX}"


def cell_of_grader(path: Path, cells: Collection[str]) -> str:
    """Return the id of the grade cell that a grader module scores.

    Parameters
    ----------
    path : Path
        The module.
    cells : collection of str
        Ids of the notebook's grade cells. Of ``test_sum`` and ``sum`` the former is meant; of neither, likewise.
    """
    task = path.stem.removeprefix(PREFIX)
    return task if path.stem not in cells and task in cells else path.stem
