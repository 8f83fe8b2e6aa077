"""What the gradebook holds now, and the marks that come of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

import nbformat
from nbgrader import api
from sqlalchemy import select
from sqlalchemy.orm import Session

from examiner.course.layout import Course
from examiner.course.rulings import read_rulings
from examiner.gradebook.database import Database
from examiner.model import Held, Marks, Report, TaskKey, Text
from examiner.model.cells import tasks_of_cells
from examiner.model.headings import titles_by_hand
from examiner.model.held import HeldCell
from examiner.model.marks import add_up
from examiner.model.rulings import Granted
from examiner.model.text import composed

T = TypeVar("T")


class Gradebook:
    """A course's gradebook, to be read; one that does not exist yet is empty.

    Parameters
    ----------
    course : Course
        The course.
    """

    def __init__(self, course: Course) -> None:
        self._course = course
        self._database: Database | None = None

    def marks(self, assignment: str, reports: Iterable[Report]) -> list[Marks]:
        """Return the marks of submissions of one assignment, in the order of their reports.

        Raises
        ------
        GradebookError
            If the gradebook cannot be read.
        """
        reports = list(reports)
        held = self.held(assignment, [report.student for report in reports])
        known = Known.of(self._course, assignment)
        return [Marks.of(report, held.get(composed(report.student)), known.places, known.titles) for report in reports]

    def held(self, assignment: str, students: Sequence[str]) -> dict[str, Held]:
        """Return what the gradebook holds of an assignment and what has been ruled on it, by student."""
        rulings = read_rulings(self._course)
        nothing: dict[str, Held] = {}
        found = self.run(lambda session: held_in(session, assignment, students), nothing)
        granted = {name: rulings.of(assignment, name) for name in {*found, *map(composed, students)}}
        ruled = {name for name, one in granted.items() if one != Granted()}  # also of whom the gradebook knows nothing
        return {name: replace(found.get(name, Held()), granted=granted[name]) for name in {*found} | ruled}

    def due(self, assignment: str) -> datetime | None:
        """Return when an assignment is due for the class, in UTC without a zone; None: it has no due date."""
        nothing: datetime | None = None
        query = select(api.Assignment.duedate).where(api.Assignment.name == assignment)
        return self.run(lambda session: session.scalars(query).one_or_none(), nothing)

    def roster(self) -> tuple[str, ...]:
        """Return the students of the course: the gradebook's and the settings'."""
        return tuple(one["student"] for one in self.people())

    def people(self) -> list[dict[str, str]]:
        """Return the students with their names, address and number in the LMS: the gradebook's, then the settings'.

        Each of these is from the first that says it: grading leaves a row in the gradebook that says nothing.

        Raises
        ------
        CourseError
            If the settings name a student otherwise than nbgrader has it.
        """
        columns = ("first_name", "last_name", "email", "lms_user_id")

        def read(session: Session) -> list[dict[str, Any]]:
            query = select(api.Student.id, *(getattr(api.Student, name) for name in columns)).order_by(api.Student.id)
            return [dict(zip(("id", *columns), row, strict=True)) for row in session.execute(query)]

        nothing: list[dict[str, Any]] = []
        found: dict[str, dict[str, str]] = {}
        for one in (*self.run(read, nothing), *self._course.settings.listed_students()):
            known = found.setdefault(composed(str(one["id"])), dict.fromkeys(columns, ""))
            known |= {name: known[name] or str(one.get(name) or "") for name in columns}
        return [{"student": student, **found[student]} for student in sorted(found)]

    def run(self, work: Callable[[Session], T], nothing: T) -> T:
        """Run a piece of work in one transaction; return ``nothing`` where there is no gradebook yet."""
        path = self._course.gradebook
        if path is not None and not path.is_file():
            return nothing
        if self._database is None:
            self._database = Database(self._course.gradebook_url)
            self._database.prepare()
        return self._database.run(work)


@dataclass(frozen=True, slots=True)
class Known:
    """What an assignment's notebooks say of their cells.

    Parameters
    ----------
    places : mapping
        The task that each cell belongs to, in order.
    titles : mapping
        What the tasks are called that people mark.
    """

    places: Mapping[TaskKey, TaskKey]
    titles: Mapping[TaskKey, Text]

    @classmethod
    def of(cls, course: Course, assignment: str) -> Known:
        """Read an assignment's notebooks."""
        places: dict[TaskKey, TaskKey] = {}
        titles: dict[TaskKey, Text] = {}
        for path in course.notebooks(assignment):
            book = nbformat.read(path, as_version=4)
            places |= {TaskKey(path.stem, c): TaskKey(path.stem, t) for c, t in tasks_of_cells(book).items()}
            titles |= {TaskKey(path.stem, name): title for name, title in titles_by_hand(book).items()}
        return cls(places, titles)


def held_in(session: Session, assignment: str, students: Sequence[str]) -> dict[str, Held]:
    """Return what the gradebook holds of an assignment by student, as a running transaction sees it."""
    # Of more than one, all: one query is quicker than many. And names may be spelt otherwise there.
    one = students[0] if len(students) == 1 and students[0].isascii() else None
    kept = (api.Grade.auto_score, api.Grade.manual_score, api.Grade.extra_credit, api.Grade.needs_manual_grade)
    grades = {kind: (*kept, kind.max_score) for kind in (api.GradeCell, api.TaskCell)}
    cells = _by_cell(session, assignment, one, api.Grade, grades, _cell)
    texts = dict.fromkeys((api.SolutionCell, api.TaskCell), (api.Comment.comment,))
    comments = _by_cell(session, assignment, one, api.Comment, texts, lambda text: str(text or ""))
    penalties = _penalties(session, assignment, one)
    found = {}
    for name, times in times_of(session, assignment, one):
        found[composed(name)] = Held(
            cells=dict(cells[name]),
            comments={key: comment for key, comment in comments[name].items() if comment},
            penalty=add_up(penalties[name]),
            **times,
        )
    return found


def times_of(session: Session, assignment: str, student: str | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield when each submission was due and how late it was; in columns, as a class' rows take seconds to build."""
    row, due = api.SubmittedAssignment, api.Assignment.duedate
    query = select(row.student_id, row.timestamp, row.extension, due).join(api.Assignment)
    query = query.where(api.Assignment.name == assignment, *([] if student is None else [row.student_id == student]))
    for name, timestamp, extension, duedate in session.execute(query):
        if duedate is None:  # then nbgrader fails on an extension
            yield name, {"due": None, "seconds_late": 0.0, "extension": 0.0}
            continue
        moment = duedate + (extension or timedelta())
        late = max(0.0, (timestamp - moment).total_seconds()) if timestamp is not None else 0.0
        more = extension.total_seconds() if extension is not None else 0.0
        yield name, {"due": moment, "seconds_late": late, "extension": more}


def _penalties(session: Session, assignment: str, student: str | None) -> defaultdict[str, list[float]]:
    """Return what was taken off the notebooks of each submission."""
    handed_in, book = api.SubmittedAssignment, api.SubmittedNotebook
    query = select(handed_in.student_id, book.late_submission_penalty).join(
        handed_in, handed_in.id == book.assignment_id
    )
    query = query.join(api.Assignment, api.Assignment.id == handed_in.assignment_id)
    query = query.where(api.Assignment.name == assignment)
    if student is not None:
        query = query.where(handed_in.student_id == student)
    found: defaultdict[str, list[float]] = defaultdict(list)
    for name, points in session.execute(query):
        found[name].append(points or 0.0)
    return found


def due_of(handed_in: Any) -> datetime | None:
    """Return when a submission was due, an extension included; without a due date nbgrader fails on an extension."""
    return handed_in.duedate if handed_in.assignment.duedate is not None else None


def _by_cell(
    session: Session, assignment: str, student: str | None, row: Any, kinds: Mapping[Any, Iterable[Any]], value: Any
) -> defaultdict[str, dict[TaskKey, Any]]:
    """Return a value for each grade or comment, made of the columns that are named by kind, by student and cell."""
    handed_in, book = api.SubmittedAssignment, api.SubmittedNotebook
    found: defaultdict[str, dict[TaskKey, Any]] = defaultdict(dict)
    for kind, columns in kinds.items():
        query = (
            select(handed_in.student_id, api.Notebook.name, kind.name, *columns)
            .select_from(row)
            .join(kind, kind.id == row.cell_id)
            .join(book, book.id == row.notebook_id)
            .join(api.Notebook, api.Notebook.id == book.notebook_id)
            .join(handed_in, handed_in.id == book.assignment_id)
            .join(api.Assignment, api.Assignment.id == handed_in.assignment_id)
            .where(api.Assignment.name == assignment)
        )
        if student is not None:
            query = query.where(handed_in.student_id == student)
        for name, notebook, cell, *values in session.execute(query):
            found[name][TaskKey(notebook, cell)] = value(*values)
    return found


def _cell(machine: float | None, hand: float | None, extra: float | None, waits: bool, max_score: float) -> HeldCell:
    return HeldCell(machine=machine, hand=hand, extra=extra, waits=bool(waits), max_score=max_score)
