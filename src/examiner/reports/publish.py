"""Writes the reports that staff read."""

from __future__ import annotations

from pathlib import Path

from examiner.course.layout import Course
from examiner.course.results import stored_reports
from examiner.gradebook.reading import Gradebook
from examiner.model import durable
from examiner.reports.class_page import class_html


def class_report(course: Course, assignment: str) -> Path:
    """Write the class report and return its file."""
    path, gradebook = course.class_report(assignment), Gradebook(course)
    marks = gradebook.marks(assignment, stored_reports(course, assignment))
    missing = sorted({*gradebook.roster()} - {*course.students(assignment)})
    durable.write_text(path, class_html(marks, assignment, missing))
    return path
