"""What reports that are there already say about a run that is to come."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator

import nbformat
from msgspec.structs import replace

from examiner import pipeline
from examiner.batch.bounded import TookTooLong, at_most
from examiner.batch.index import Index
from examiner.course.errors import CourseError, Rejected
from examiner.course.layout import Course
from examiner.course.results import read_report
from examiner.course.secret import secret_id
from examiner.model import Report, Verdict
from examiner.model.limits import OWN
from examiner.pipeline import Graded, LoadedAssignment


def others(course: Course, assignment: str, students: Collection[str] = ()) -> Iterator[Report]:
    """Yield the stored reports of the students of an assignment but these; what cannot be read is left out."""
    for student, report in _with_names(course, assignment):
        if student not in students:
            yield report


def _with_names(course: Course, assignment: str) -> Iterator[tuple[str, Report]]:
    for student in course.students(assignment):
        path = course.report_json(student, assignment)
        with contextlib.suppress(CourseError):
            if path.is_file():
                yield student, read_report(path)


def stored_by_student(course: Course, assignment: str) -> dict[str, Report]:
    """Return the stored reports of an assignment; what cannot be read is left out."""
    return dict(_with_names(course, assignment))


def unchanged(loaded: LoadedAssignment, report: Report, boxed: bool, index: Index) -> Report | None:
    """Return the stored report if its notebook is there too and nothing that it depends on has changed."""
    student = report.student
    if report.outcome is not Verdict.GRADED or report.fault is not None:
        return None
    if index.is_known(student, report.key):
        return replace(report, cached=True)
    index.look_at([student])
    try:
        with at_most(OWN.reading_seconds):
            submission = loaded.course.submission(student, loaded.assignment)
            taken = pipeline.intake(loaded, submission)
            if report.key != pipeline.report_key(loaded, taken.content, submission, boxed):
                return None
            here = {book.stem for book, part in zip(loaded.books, taken.parts, strict=True) if part.intake is not None}
        if kept(loaded, report).notebooks.keys() != here:
            return None
    except (TookTooLong, OSError, ValueError, Rejected, CourseError):
        return None  # whatever is wrong with what is stored: grade again
    return replace(report, cached=True)


def key_now(loaded: LoadedAssignment, student: str, boxed: bool) -> str | None:
    """Return the key that a report of a submission would have now; None if it cannot be read."""
    try:
        with at_most(OWN.reading_seconds):
            submission = loaded.course.submission(student, loaded.assignment)
            return pipeline.report_key(loaded, pipeline.intake(loaded, submission).content, submission, boxed)
    except (TookTooLong, OSError, ValueError, Rejected, CourseError):
        return None


def kept(loaded: LoadedAssignment, report: Report) -> Graded:
    """Return a stored result; notebooks are large, so a class' are not held all at once."""
    folder = loaded.course.autograded(report.student, loaded.assignment)
    there = [book for book in loaded.books if (folder / book.name).is_file()]
    return Graded(report, {book.stem: nbformat.read(folder / book.name, as_version=4) for book in there})


def secret_warnings(loaded: LoadedAssignment, reports: Iterable[Report]) -> list[str]:
    """Warn where reports exist whose hidden inputs came from another course secret."""
    course, ours = loaded.course, secret_id(loaded.secret)
    different = sum(report.secret_id not in ("", ours) for report in reports)
    if not different:
        return []
    return [
        f"{different} reports were made with another course secret than {course.secret}. A regrade draws other "
        "hidden inputs, so scores may differ. Put the old secret back if you have it."
    ]
