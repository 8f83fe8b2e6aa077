"""What the gradebook holds of submissions, as a digest each: where it is the same, writing again changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from nbgrader import api
from sqlalchemy import select
from sqlalchemy.orm import Session

from examiner.model import digest
from examiner.model.rulings import Rulings
from examiner.model.text import composed


def states(session: Session, assignment: str, rulings: Rulings, student: str | None = None) -> dict[str, str]:
    """Return a digest by student of all that decides what writing a report would change.

    Parameters
    ----------
    session : Session
        The running transaction, with nothing left to flush.
    assignment : str
        The assignment.
    rulings : Rulings
        What has been ruled.
    student : str, optional
        Only this one, as the gradebook spells the name; default: everybody.
    """
    cells = [
        (str(kind), name, points)
        for kind, own in (("grade", api.GradeCell), ("task", api.TaskCell))
        for name, points in session.execute(
            select(own.name, own.max_score).join(api.Notebook, api.Notebook.id == own.notebook_id)
            .join(api.Assignment, api.Assignment.id == api.Notebook.assignment_id)
            .where(api.Assignment.name == assignment)
        )
    ]  # fmt: skip
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in _rows(session, assignment, student):
        found[composed(row[1])].append(repr(row))
    return {
        name: digest.of_data([sorted(map(repr, cells)), sorted(rows), repr(rulings.of(assignment, name))])
        for name, rows in found.items()
    }


def _rows(session: Session, assignment: str, student: str | None) -> Iterator[tuple[Any, ...]]:
    """Yield what there is of each submission: a word on what it is, the student, and the values."""
    handed_in, book, cell = api.SubmittedAssignment, api.SubmittedNotebook, api.BaseCell
    mine = [api.Assignment.name == assignment, *([] if student is None else [handed_in.student_id == student])]
    of_assignment = api.Assignment.id == handed_in.assignment_id
    query = select(handed_in.student_id, handed_in.timestamp, handed_in.extension, api.Assignment.duedate)
    for row in session.execute(query.join(api.Assignment, of_assignment).where(*mine)):
        yield "submission", *row
    penalty = select(handed_in.student_id, book.notebook_id, book.late_submission_penalty)
    for row in session.execute(
        penalty.join(handed_in, handed_in.id == book.assignment_id).join(api.Assignment, of_assignment).where(*mine)
    ):
        yield "notebook", *row
    marks = (api.Grade.auto_score, api.Grade.manual_score, api.Grade.extra_credit, api.Grade.needs_manual_grade)
    for kind, values in ((api.Grade, marks), (api.Comment, (api.Comment.auto_comment,))):
        query = (
            select(handed_in.student_id, cell.notebook_id, cell.name, *values)
            .join(cell, cell.id == kind.cell_id)
            .join(book, book.id == kind.notebook_id)
            .join(handed_in, handed_in.id == book.assignment_id)
            .join(api.Assignment, of_assignment)
            .where(*mine)
        )
        for row in session.execute(query):
            yield kind.__name__, *row
