"""The page that an instructor reads about a whole course: every assignment, every student."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from examiner.model import Marks, Verdict
from examiner.model.marks import TOLERANCE
from examiner.pages.render import render
from examiner.pages.text import name
from examiner.reports.attention import LOW, share_of
from examiner.reports.figures import ClassFigures
from examiner.reports.plots import shares_plot

MOST_MISSED = 2  # assignments that a student may miss before staff are told


@dataclass(frozen=True, slots=True)
class Graded:
    """An assignment of which something is graded: its figures, its marks, who is excused from all of it, and who waits.

    Parameters
    ----------
    figures : ClassFigures
    marks : sequence of Marks
    page : str
        Name of its class report's file.
    excused : frozenset of str
        Who is excused from all of it.
    ungraded : frozenset of str
        Who has handed in, and is not graded yet.
    """

    figures: ClassFigures
    marks: Sequence[Marks]
    page: str
    excused: frozenset[str] = frozenset()
    ungraded: frozenset[str] = frozenset()

    @property
    def shares(self) -> list[float]:
        """The shares of the points that are judged, of those whose submission counts."""
        found = (share_of(one) for one in self.marks if one.outcome is Verdict.GRADED)
        return [share for share in found if share is not None]


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """An assignment in the table."""

    name: str
    page: str
    figures: ClassFigures
    mean: float | None
    median: float | None


@dataclass(frozen=True, slots=True)
class StudentRow:
    """A student in the table: a share, or a word of the page, for each assignment."""

    student: str
    mean: float | None
    missed: int
    cells: tuple[tuple[float | None, str], ...] = field(default=())

    @property
    def needs_help(self) -> bool:
        """Whether staff should look."""
        return self.missed >= MOST_MISSED or (self.mean is not None and self.mean < LOW - TOLERANCE)


def course_html(course: str, graded: Sequence[Graded]) -> str:
    """Return the report on a course for its instructors.

    Parameters
    ----------
    course : str
        Its name.
    graded : sequence of Graded
        Its assignments, in their order.
    """
    rows = [_assignment(one) for one in graded]
    students = _students(graded)
    first = next((marks.report for one in graded for marks in one.marks), None)
    return render(
        "course.html.j2",
        first.languages if first is not None else ("zh-TW", "en"),
        course=name(course),
        assignments=rows,
        plot_shapes=shares_plot([row.mean for row in rows]),
        students=students,
        attention=[row for row in students if row.needs_help],
    )


def _assignment(graded: Graded) -> AssignmentRow:
    shares = graded.shares
    return AssignmentRow(
        name=name(graded.figures.assignment),
        page=quote(graded.page),
        figures=graded.figures,
        mean=statistics.fmean(shares) if shares else None,
        median=statistics.median(shares) if shares else None,
    )


def _students(graded: Sequence[Graded]) -> list[StudentRow]:
    by_assignment = [{one.student: one for one in each.marks} for each in graded]
    everybody = {student for marks in by_assignment for student in marks}
    everybody |= {one for each in graded for one in (*each.figures.missing, *each.excused, *each.ungraded)}
    return [_student(student, graded, by_assignment) for student in sorted(everybody)]


def _student(student: str, graded: Sequence[Graded], marks: Sequence[Mapping[str, Marks]]) -> StudentRow:
    cells = [_cell(student, each, own.get(student)) for each, own in zip(graded, marks, strict=True)]
    shares = [share for share, _ in cells if share is not None]
    return StudentRow(
        student=name(student),
        mean=statistics.fmean(shares) if shares else None,
        missed=sum(word == "not_handed_in" for _, word in cells),
        cells=tuple(cells),
    )


def _cell(student: str, graded: Graded, marks: Marks | None) -> tuple[float | None, str]:
    if student in graded.excused or (marks is not None and marks.excused):
        return None, "excused_short"
    if marks is None:
        return None, "not_graded" if student in graded.ungraded else "not_handed_in"
    share = share_of(marks) if marks.outcome is Verdict.GRADED else None
    return share, "" if share is not None else "no_score_short"
