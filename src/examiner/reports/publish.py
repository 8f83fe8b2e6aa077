"""Writes the reports that staff read."""

from __future__ import annotations

from examiner.course.layout import Course
from examiner.course.results import stored_reports
from examiner.course.rulings import read_rulings
from examiner.course.sharing import share
from examiner.gradebook.reading import Gradebook
from examiner.model import durable
from examiner.model.rulings import Kind
from examiner.reports.class_page import class_html
from examiner.reports.figures import ClassFigures


def class_report(course: Course, assignment: str) -> ClassFigures:
    """Write the class report and return its figures, with the path of its file."""
    path, gradebook = course.class_report(assignment), Gradebook(course)
    marks = gradebook.marks(assignment, stored_reports(course, assignment))
    rulings = read_rulings(course).in_force(assignment)
    excused = {one.place.student for one in rulings if one.kind is Kind.EXCUSE and not one.grade_id}
    missing = sorted({*gradebook.roster()} - {*course.students(assignment)} - excused)
    durable.write_text(path, class_html(marks, assignment, missing, rulings))
    share(course, path)
    return ClassFigures.of(assignment, str(path), marks, missing, len(excused))
