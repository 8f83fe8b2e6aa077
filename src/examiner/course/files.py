"""The files that lie beside an assignment's notebook, read."""

from __future__ import annotations

from examiner.course.errors import CourseError
from examiner.course.layout import Course


def assignment_files(course: Course, assignment: str) -> dict[str, bytes]:
    """Read the files that students get with an assignment's notebook.

    Returns
    -------
    dict of str to bytes
        Contents by name relative to the notebook, with ``/`` between folders.
    """
    folder = course.source(assignment)
    try:
        return {path.as_posix(): (folder / path).read_bytes() for path in course.data_files(assignment)}
    except OSError as error:
        raise CourseError(f"{error.filename} cannot be read: {error.strerror}") from error
