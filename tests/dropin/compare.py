"""Compares what two programs made of one course: releases cell by cell, gradebooks row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook

Rows = dict[tuple[str, ...], dict[str, Any]]
# nbgrader writes no penalty as either.
NOTHING = (None, 0.0)


@dataclass(frozen=True)
class Difference:
    """Something that two programs have otherwise.

    Parameters
    ----------
    place : tuple of str
        Student, notebook, cell, as far as there are any.
    what : str
        The column, or what of a cell.
    theirs, ours : object
        nbgrader's and ours.
    """

    place: tuple[str, ...]
    what: str
    theirs: object
    ours: object

    def __str__(self) -> str:
        return f"{'/'.join(self.place)}: {self.what}: nbgrader {self.theirs!r}, examiner {self.ours!r}"


def rows(book: Gradebook, assignment: str) -> Rows:
    """Return all that a gradebook knows of an assignment's submissions, and of itself."""
    found: Rows = {}
    known = book.find_assignment(assignment)
    found["", "assignment"] = {"max_score": known.max_score, "max_code_score": known.max_code_score}
    for notebook in known.notebooks:
        for cell in (*notebook.grade_cells, *notebook.task_cells):
            found["", notebook.name, cell.name] = {"max_score": cell.max_score, "cell_type": str(cell.cell_type)}
    for submission in known.submissions:
        found[(submission.student_id,)] = _sums(submission) | {
            "timestamp": submission.timestamp,
            "late_by": submission.total_seconds_late,
        }
        for notebook in submission.notebooks:
            place = submission.student_id, notebook.name
            found[place] = _sums(notebook) | {"failed_tests": notebook.failed_tests}
            found |= {(*place, grade.name): _grade(grade) for grade in notebook.grades}
            for comment in notebook.comments:
                found[*place, comment.name, "comment"] = {
                    "auto": comment.auto_comment,
                    "manual": comment.manual_comment,
                }
    return found


def _sums(row: Any) -> dict[str, Any]:
    names = (
        *("score", "max_score", "code_score", "written_score", "task_score", "max_written_score", "max_task_score"),
        *("needs_manual_grade", "late_submission_penalty"),
    )
    return {name: getattr(row, name) for name in names}


def _grade(grade: Any) -> dict[str, Any]:
    names = ("auto_score", "manual_score", "extra_credit", "score", "max_score", "needs_manual_grade")
    return {name: getattr(grade, name) for name in names} | {"failed_tests": bool(grade.failed_tests)}


def differences(theirs: Rows, ours: Rows) -> Iterator[Difference]:
    """Yield how two gradebooks differ."""
    for place in sorted({*theirs, *ours}):
        if place not in theirs or place not in ours:
            yield Difference(place, "row", place in theirs, place in ours)
            continue
        for what, value in theirs[place].items():
            if not _same(what, value, ours[place][what]):
                yield Difference(place, what, value, ours[place][what])


def _same(what: str, theirs: object, ours: object) -> bool:
    if what == "late_submission_penalty" and theirs in NOTHING and ours in NOTHING:
        return True
    if isinstance(theirs, float) and isinstance(ours, float):
        return abs(theirs - ours) < 1e-9
    return theirs == ours


def release_differences(theirs: Mapping[str, NotebookNode], ours: Mapping[str, NotebookNode]) -> Iterator[Difference]:
    """Yield how two releases differ, cell by cell; the ids of cells are each program's own."""
    for name in sorted({*theirs, *ours}):
        if name not in theirs or name not in ours:
            yield Difference((name,), "notebook", name in theirs, name in ours)
        elif len(theirs[name].cells) != len(ours[name].cells):
            yield Difference((name,), "cells", len(theirs[name].cells), len(ours[name].cells))
        else:
            yield from _notebooks(name, theirs[name], ours[name])


def _notebooks(name: str, theirs: NotebookNode, ours: NotebookNode) -> Iterator[Difference]:
    if theirs.metadata != ours.metadata:
        yield Difference((name,), "metadata", theirs.metadata, ours.metadata)
    for number, (cell, other) in enumerate(zip(theirs.cells, ours.cells, strict=True), 1):
        for what in ("cell_type", "source", "metadata", "attachments", "outputs", "execution_count"):
            if cell.get(what) != other.get(what):
                yield Difference((name, str(number)), what, cell.get(what), other.get(what))
