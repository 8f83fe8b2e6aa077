"""What reports that are there already say about a run that is to come."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.course.results import read_report
from examiner.course.secret import secret_id
from examiner.model import Report
from examiner.pipeline import LoadedAssignment


def others(course: Course, assignment: str, students: Sequence[str] = ()) -> Iterator[Report]:
    """Yield the stored reports of the students of an assignment but these; what cannot be read is left out."""
    for student in course.students(assignment):
        path = course.report_json(student, assignment)
        with contextlib.suppress(CourseError):
            if student not in students and path.is_file():
                yield read_report(path)


def secret_warnings(loaded: LoadedAssignment) -> list[str]:
    """Warn where reports exist whose hidden inputs came from another course secret."""
    course, ours = loaded.course, secret_id(loaded.secret)
    different = sum(report.secret_id not in ("", ours) for report in others(course, loaded.assignment))
    if not different:
        return []
    return [
        f"{different} reports were made with another course secret than {course.secret}. A regrade draws other "
        "hidden inputs, so scores may differ. Put the old secret back if you have it."
    ]
