"""Writes the feedback pages of an assignment."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import nbformat

from examiner.course.layout import Course
from examiner.course.results import read_report
from examiner.course.sharing import share
from examiner.feedback.page import student_html
from examiner.gradebook.reading import Gradebook
from examiner.model import durable


def feedback(course: Course, assignment: str, students: Sequence[str] = ()) -> list[tuple[str, Path]]:
    """Write one page per graded student and return (student, file).

    Raises
    ------
    CourseError
        If a student has no submission or a report cannot be read.
    GradebookError
        If the gradebook cannot be read.
    """
    book, gradebook = course.notebook(assignment), Gradebook(course)
    reports = []
    for student in students or course.students(assignment):
        course.submission(student, assignment)
        stored = course.report_json(student, assignment)
        if stored.is_file():
            reports.append(read_report(stored))
    pages = []
    for marks in gradebook.marks(assignment, reports):
        student = marks.student
        autograded = course.autograded(student, assignment) / book.name
        notebooks = {book.stem: nbformat.read(autograded, as_version=4)} if autograded.is_file() else {}
        page = course.feedback(student, assignment) / f"{assignment}.html"
        durable.write_text(page, student_html(marks, notebooks))
        share(course, page)
        pages.append((student, page))
    return pages
