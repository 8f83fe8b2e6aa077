"""Writes the reports that staff read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from examiner.course.layout import Course
from examiner.course.results import stored_reports
from examiner.course.rulings import read_rulings
from examiner.course.sharing import share
from examiner.gradebook.reading import Gradebook
from examiner.model import Marks, durable
from examiner.model.rulings import Kind, Ruling
from examiner.model.text import composed
from examiner.reports.class_page import class_html
from examiner.reports.course_page import Graded, course_html
from examiner.reports.figures import ClassFigures
from examiner.reports.since import since_before
from examiner.reports.table import class_csv


@dataclass(frozen=True, slots=True)
class _Class:
    """What is known of a class and one assignment."""

    marks: list[Marks]
    missing: list[str]
    rulings: tuple[Ruling, ...]
    excused: frozenset[str]
    ungraded: frozenset[str]

    @classmethod
    def of(cls, course: Course, assignment: str, gradebook: Gradebook) -> _Class:
        rulings = read_rulings(course).in_force(assignment)
        excused = frozenset(one.place.student for one in rulings if one.kind is Kind.EXCUSE and not one.grade_id)
        handed = {*course.students(assignment)}
        missing = sorted({*gradebook.roster()} - handed - excused)
        marks = gradebook.marks(assignment, stored_reports(course, assignment))
        return cls(
            marks, missing, tuple(rulings), excused, frozenset(handed - {composed(one.student) for one in marks})
        )


def class_report(course: Course, assignment: str) -> ClassFigures:
    """Write the class report and its table beside it, and return its figures, with the path of its file."""
    return _write(course, assignment, _Class.of(course, assignment, Gradebook(course)))


def course_report(course: Course) -> tuple[Path, list[ClassFigures]]:
    """Write the page over all assignments of which something is graded, with the report on each that it leads to.

    Returns
    -------
    tuple of Path and list of ClassFigures
        The page, and the figures of each assignment.
    """
    graded, gradebook = [], Gradebook(course)
    for assignment in course.assignments():
        known = _Class.of(course, assignment, gradebook)
        if known.marks:
            figures, page = _write(course, assignment, known), course.class_report(assignment).name
            graded.append(Graded(figures, known.marks, page, known.excused, known.ungraded))
    path = course.course_report()
    durable.write_text(path, course_html(course.root.absolute().name, graded))
    share(course, path)
    return path, [one.figures for one in graded]


def _write(course: Course, assignment: str, known: _Class) -> ClassFigures:
    path = course.class_report(assignment)
    figures = ClassFigures.of(assignment, str(path), known.marks, known.missing, len(known.excused))
    since = since_before(course, assignment, known.marks, f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
    table = path.with_suffix(".csv")
    durable.write_text(path, class_html(known.marks, assignment, known.missing, known.rulings, since))
    durable.write_text(table, class_csv(figures))
    for one in (path, table):
        share(course, one)
    return figures
