"""What a gradebook holds, read with queries of the tests' own: the program's writing is held to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Self, TypeVar

from nbgrader import api
from sqlalchemy import Select, create_engine, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CellScore:
    """The grade of one cell."""

    cell: str  # the grade cell's grade_id
    auto: float | None
    manual: float | None
    extra_credit: float | None
    total: float  # what counts, as nbgrader computes it
    max_score: float
    needs_manual_grade: bool


@dataclass(frozen=True, slots=True)
class CellComment:
    """The comments on one answer."""

    cell: str  # the answer cell's grade_id
    auto: str | None
    manual: str | None

    @property
    def text(self) -> str | None:
        """The comment that the student reads: a person's before the program's."""
        return self.manual if self.manual is not None else self.auto


@dataclass(frozen=True, slots=True)
class NotebookScores:
    """Everything the gradebook holds of one submitted notebook. Cells and comments are sorted by name."""

    student: str
    assignment: str
    notebook: str
    timestamp: datetime | None  # UTC, without a zone
    late_penalty: float
    flagged: bool
    cells: tuple[CellScore, ...]
    comments: tuple[CellComment, ...]

    @property
    def total(self) -> float:
        """The sum of what counts, before the late penalty."""
        return sum((cell.total for cell in self.cells), 0.0)

    @property
    def max_score(self) -> float:
        """The points of all grade cells."""
        return sum((cell.max_score for cell in self.cells), 0.0)

    @property
    def final(self) -> float:
        """The total less the late penalty, never below zero."""
        return max(0.0, self.total - self.late_penalty)

    @property
    def needs_manual_grade(self) -> bool:
        """Whether a cell waits for a person."""
        return any(cell.needs_manual_grade for cell in self.cells)


@dataclass(frozen=True, slots=True)
class StudentInfo:
    """One student as the gradebook knows them."""

    student: str
    first_name: str | None
    last_name: str | None
    email: str | None
    lms_user_id: str | None


@dataclass(frozen=True, slots=True)
class AssignmentInfo:
    """One assignment as the gradebook knows it."""

    assignment: str
    duedate: datetime | None  # UTC, without a zone
    max_score: float
    notebooks: tuple[str, ...]


class Scores:
    """What a gradebook holds, as plain values; a context manager. Nothing is ever written."""

    def __init__(self, db_url: str) -> None:
        self._engine = create_engine(db_url, poolclass=NullPool)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._engine.dispose()

    def _run(self, work: Callable[[Session], T]) -> T:
        with Session(self._engine) as session:
            return work(session)

    def students(self) -> tuple[StudentInfo, ...]:
        """Return all students, sorted by id."""
        row = api.Student
        query = select(row.id, row.first_name, row.last_name, row.email, row.lms_user_id).order_by(row.id)
        return self._run(lambda session: tuple(StudentInfo(*values) for values in session.execute(query)))

    def assignments(self) -> tuple[AssignmentInfo, ...]:
        """Return all assignments, sorted by name."""
        query = select(api.Assignment, api.Assignment.max_score).order_by(api.Assignment.name)

        def work(session: Session) -> tuple[AssignmentInfo, ...]:
            return tuple(
                AssignmentInfo(row.name, row.duedate, points, tuple(sorted(book.name for book in row.notebooks)))
                for row, points in session.execute(query)
            )

        return self._run(work)

    def notebook(self, student: str, assignment: str, notebook: str) -> NotebookScores | None:
        """Return one submitted notebook's scores and comments, or None if there is no submission."""
        found = self._read(api.Student.id == student, api.Assignment.name == assignment, api.Notebook.name == notebook)
        return found[0] if found else None

    def assignment(self, assignment: str) -> tuple[NotebookScores, ...]:
        """Return all submitted notebooks of an assignment, sorted by student and notebook."""
        return self._read(api.Assignment.name == assignment)

    def student(self, student: str) -> tuple[NotebookScores, ...]:
        """Return all submitted notebooks of a student, sorted by assignment and notebook."""
        return self._read(api.Student.id == student)

    def _read(self, *conditions: Any) -> tuple[NotebookScores, ...]:
        return self._run(lambda session: _read(session, conditions))


def _of_submitted(columns: Sequence[Any], conditions: Sequence[Any]) -> Select[Any]:
    """Return a query over submitted notebooks with their student, assignment and notebook."""
    return (
        select(*columns)
        .select_from(api.SubmittedNotebook)
        .join(api.Notebook, api.Notebook.id == api.SubmittedNotebook.notebook_id)
        .join(api.SubmittedAssignment, api.SubmittedAssignment.id == api.SubmittedNotebook.assignment_id)
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
        .join(api.Student, api.Student.id == api.SubmittedAssignment.student_id)
        .where(*conditions)
    )


def _read(session: Session, conditions: Sequence[Any]) -> tuple[NotebookScores, ...]:
    """Read whole submitted notebooks: three queries, however many there are."""
    submitted, grade, comment, cell = api.SubmittedNotebook, api.Grade, api.Comment, api.BaseCell
    cells: dict[str, list[CellScore]] = defaultdict(list)
    scores = (
        grade.auto_score,
        grade.manual_score,
        grade.extra_credit,
        grade.score,
        grade.max_score,
        grade.needs_manual_grade,
    )
    query = _of_submitted((submitted.id, cell.name, *scores), conditions)
    query = query.join(grade, grade.notebook_id == submitted.id).join(cell, cell.id == grade.cell_id)
    for key, *values in session.execute(query.order_by(cell.name)):
        cells[key].append(CellScore(*values))
    comments: dict[str, list[CellComment]] = defaultdict(list)
    query = _of_submitted((submitted.id, cell.name, comment.auto_comment, comment.manual_comment), conditions)
    query = query.join(comment, comment.notebook_id == submitted.id).join(cell, cell.id == comment.cell_id)
    for key, *values in session.execute(query.order_by(cell.name)):
        comments[key].append(CellComment(*values))
    names = (api.Student.id, api.Assignment.name, api.Notebook.name)
    facts = (api.SubmittedAssignment.timestamp, submitted.late_submission_penalty, submitted.flagged)
    query = _of_submitted((submitted.id, *names, *facts), conditions).order_by(*names)
    return tuple(
        NotebookScores(
            student,
            assignment,
            notebook,
            timestamp,
            penalty or 0.0,
            bool(flagged),
            tuple(cells[key]),
            tuple(comments[key]),
        )
        for key, student, assignment, notebook, timestamp, penalty, flagged in session.execute(query)
    )
