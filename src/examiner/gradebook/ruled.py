"""What rulings change in the gradebook: the extension, which has a column there, and what is taken off for lateness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from nbgrader import api
from sqlalchemy import select
from sqlalchemy.orm import Session

from examiner.course.layout import Course
from examiner.course.results import last_graded
from examiner.course.rulings import read_rulings
from examiner.gradebook.lateness import LatePenalties
from examiner.gradebook.reading import Known, held_in
from examiner.model import Held, Marks, Report, Sums
from examiner.model.rulings import Granted, Rulings
from examiner.model.text import composed


def write_extension(handed_in: Any, granted: Granted) -> None:
    """Write a student's extension where nbgrader keeps it; one that no ruling speaks of stays.

    It is worked out from the class's due date as that is now, and never makes a student's earlier.
    """
    ruling, due = granted.extension, handed_in.assignment.duedate
    if ruling is None:
        return
    beyond = timedelta() if ruling.undone or due is None else ruling.beyond(due)
    extension = beyond if beyond > timedelta() else None  # nbgrader's word for none
    if handed_in.extension != extension:
        handed_in.extension = extension


def counting_score(session: Session, report: Report | None, granted: Granted, notebook: str) -> float | None:
    """Return what a submitted notebook is worth before penalties; None: what the gradebook adds up."""
    if report is None or not granted.changes_points:
        return None
    session.flush()
    held = held_in(session, report.assignment, [report.student]).get(composed(report.student), Held())
    marks = Marks.of(report, replace(held, granted=granted))
    return Sums.of(task for task in marks.tasks if task.key.notebook == notebook).score or 0.0


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The marks of submissions by student, and what went wrong in the late submission plugin."""

    marks: Mapping[str, Marks]
    troubles: tuple[str, ...] = ()


class Refresh:
    """Brings what the gradebook holds of an assignment's submissions into line with rulings, in one transaction.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.
    late : LatePenalties
        What is taken off for coming late.
    """

    def __init__(self, course: Course, assignment: str, late: LatePenalties) -> None:
        self._course, self._assignment, self._late = course, assignment, late
        self._places = Known.of(course, assignment).places
        self._reports: dict[str, Report | None] = {}

    def __call__(self, session: Session, students: Sequence[str], rulings: Rulings | None = None) -> Refreshed:
        """Write what follows from rulings for these students.

        Parameters
        ----------
        session : Session
            The running transaction.
        students : sequence of str
            Whose submissions; who has none there is passed over.
        rulings : Rulings, optional
            What holds; default: the course's log, read now.
        """
        rulings = rulings if rulings is not None else read_rulings(self._course)
        wanted, troubles = set(map(composed, students)), []
        query = select(api.SubmittedAssignment).join(api.Assignment).where(api.Assignment.name == self._assignment)
        for handed_in in session.scalars(query):
            name = composed(handed_in.student_id)
            if name in wanted:
                granted = rulings.of(self._assignment, name)
                write_extension(handed_in, granted)
                report = self._report(name)
                for book in handed_in.notebooks:
                    score = counting_score(session, report, granted, book.name)
                    trouble = self._late.assign(session, handed_in, book, score)
                    troubles += [f"{name}: {trouble}"] if trouble else []
        session.flush()
        return Refreshed(self.marks(session, students, rulings), tuple(troubles))

    def marks(self, session: Session, students: Sequence[str], rulings: Rulings) -> dict[str, Marks]:
        """Return what the submissions of these students are worth, as the transaction sees it."""
        session.expire_all()
        held = held_in(session, self._assignment, students)
        found = {}
        for name in map(composed, students):
            report = self._report(name)
            if report is not None:
                own = replace(held.get(name, Held()), granted=rulings.of(self._assignment, name))
                found[name] = Marks.of(report, own, self._places)
        return found

    def _report(self, student: str) -> Report | None:
        if student not in self._reports:
            self._reports[student] = last_graded(self._course, student, self._assignment)
        return self._reports[student]
