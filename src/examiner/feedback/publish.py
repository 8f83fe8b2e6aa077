"""Writes the feedback pages of an assignment."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

import nbformat

from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.course.results import read_report
from examiner.course.sharing import share
from examiner.feedback.page import Pages, student_html
from examiner.feedback.record import FeedbackRecord
from examiner.gradebook.reading import Gradebook
from examiner.model import Marks, Report, durable, serial

RECORD = "feedback.json"


def feedback(course: Course, assignment: str, students: Sequence[str] = ()) -> list[tuple[str, Path]]:
    """Write a page for each graded student, of several notebooks one for each, and return (student, page).

    What the pages say lies beside them for machines, as :data:`RECORD`.

    Raises
    ------
    CourseError
        If a student has no submission or a report cannot be read.
    GradebookError
        If the gradebook cannot be read.
    """
    books, gradebook = course.notebooks(assignment), Gradebook(course)
    reports = []
    for student in students or course.students(assignment):
        course.submission(student, assignment)
        stored = course.report_json(student, assignment)
        if stored.is_file():
            reports.append(read_report(stored))
    pages = []
    for marks in gradebook.marks(assignment, reports):
        student = marks.student
        autograded = [path for book in books if (path := course.autograded(student, assignment) / book.name).is_file()]
        notebooks = {path.stem: nbformat.read(path, as_version=4) for path in autograded}
        folder, stems = course.feedback(student, assignment), [book.stem for book in books]
        former = _former(course, student, assignment)
        _make_room(folder.parent)
        shown = [stem for stem in stems if _has_tasks(marks, stem)] or stems
        for stem in shown if len(stems) > 1 else [""]:
            others = tuple(other for other in shown if other != stem and stem)
            page = folder / f"{stem or assignment}.html"  # nbgrader's own names: its commands hand these out
            durable.write_text(page, student_html(marks, notebooks, Pages(stem, others), former))
            share(course, page)
            pages.append((student, page))
        record = folder / RECORD
        durable.write_text(record, serial.dumps(FeedbackRecord.of(marks, former)))
        share(course, record)
    return pages


def _former(course: Course, student: str, assignment: str) -> Report | None:
    """Return the result before the stored one; one that cannot be read is none, since it only tells what changed."""
    with contextlib.suppress(CourseError):
        return read_report(course.former_report_json(student, assignment))
    return None


def _has_tasks(marks: Marks, notebook: str) -> bool:
    return any(task.key.notebook == notebook for task in marks.tasks)


def _make_room(folder: Path) -> None:
    """Move a page about the class that lies where the folder of a student belongs, who is called like it."""
    if folder.is_file() and folder.suffix == ".html":
        durable.move(folder, folder.with_name(f"class-{folder.name}"))
