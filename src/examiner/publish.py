"""Writes what people read: feedback pages for students, the class report for instructors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import nbformat

from examiner.batch.storage import read_report, stored_reports
from examiner.course.layout import Course
from examiner.feedback.class_page import class_html
from examiner.feedback.files import write_text
from examiner.feedback.student_page import student_html


def feedback(course: Course, assignment: str, students: Sequence[str] = ()) -> list[tuple[str, Path]]:
    """Write one page per graded student and return (student, file).

    Raises
    ------
    CourseError
        If a student has no submission or a report cannot be read.
    """
    name = course.notebook(assignment).name
    pages = []
    for student in students or course.students(assignment):
        course.submission(student, assignment)
        stored = course.report_json(student, assignment)
        if not stored.is_file():
            continue
        autograded = stored.parent / name
        notebook = nbformat.read(autograded, as_version=4) if autograded.is_file() else None
        page = course.feedback(student, assignment) / f"{assignment}.html"
        write_text(page, student_html(read_report(stored), notebook))
        pages.append((student, page))
    return pages


def class_report(course: Course, assignment: str) -> Path:
    """Write the class report and return its file."""
    path = course.class_report(assignment)
    write_text(path, class_html(stored_reports(course, assignment), assignment))
    return path
