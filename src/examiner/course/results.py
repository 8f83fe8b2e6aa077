"""Results on disk: written whole or not at all, read back with care."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from examiner.course.errors import CourseError
from examiner.course.layout import TIMESTAMP, Course
from examiner.model import Report, durable


def store(course: Course, report: Report, notebook: NotebookNode | None, notebook_name: str) -> None:
    """Write a result into ``autograded/``: a folder made aside, then put in place at once."""
    place = course.autograded(report.student, report.assignment)
    with durable.new_folder(place) as draft:
        if place.is_dir() and notebook is None:  # keep what an earlier run left for people to see
            shutil.copytree(place, draft, dirs_exist_ok=True)
        if notebook is not None:
            nbformat.write(notebook, draft / notebook_name)
            if report.timestamp is not None:
                # Written anew: the file that was handed in may be of any size, and have changed since it was read.
                (draft / TIMESTAMP).write_text(_stamp(report.timestamp), encoding="ascii")
        (draft / "report.json").write_text(report.dumps(), encoding="utf-8")


def _stamp(timestamp: str) -> str:
    """Return a report's time as nbgrader writes it."""
    return datetime.fromisoformat(timestamp).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f %Z\n")


def clear_drafts(course: Course, assignment: str) -> None:
    """Remove what a run that was cut off left beside the results; only the one writer may do this."""
    for student in course.students(assignment):
        durable.clear_drafts(course.autograded(student, assignment))


def stored_reports(course: Course, assignment: str) -> list[Report]:
    """Return the reports on disk of the students who have submitted.

    Raises
    ------
    CourseError
        If one cannot be read; the text names it.
    """
    reports = []
    for student in course.students(assignment):
        path = course.report_json(student, assignment)
        if path.is_file():
            reports.append(read_report(path))
    return reports


def read_report(path: Path) -> Report:
    """Return the report in a file, or raise :class:`CourseError` naming it."""
    try:
        return Report.from_json(json.loads(path.read_bytes()), str(path))
    except (OSError, ValueError) as error:
        raise CourseError(f"{path} cannot be read: {error}. Grade again.") from error
