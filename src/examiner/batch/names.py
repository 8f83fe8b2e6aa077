"""Warnings of folders whose names are nearly somebody's."""

from __future__ import annotations

import os

from examiner.course.layout import Course
from examiner.gradebook.reading import Gradebook


def name_warnings(course: Course, assignment: str) -> list[str]:
    """Warn of two folders that are one student's, and of new names that are nearly those of known students.

    Raises
    ------
    GradebookError
        If the gradebook cannot be read.
    """
    found = _closed(course)
    known = set(Gradebook(course).roster())
    folders = course.spellings()
    near = {_plain(name): name for name in known}
    for student in course.students(assignment):
        graded = course.submitted(student, assignment)
        others = {course.submitted(name, assignment) for name in folders[student]} - {graded}
        found += [f"{student}: {path} is not graded: there is {graded}, too. Keep one." for path in sorted(others)]
        twin = near.get(_plain(student))
        if student not in known and twin is not None:
            found.append(
                f"{student}: the course has {twin!r}, not {student!r}. If they are one, rename "
                f"{graded.parent}, and remove the new student from the gradebook."
            )
    return found


def _closed(course: Course) -> list[str]:
    """Name what cannot be looked into: whoever handed in there would be passed over."""
    place = course.root / course.folders.submitted
    if place.exists() and not place.is_dir():
        return [f"{place} is no folder; nobody is graded. Move it away."]
    folders = [path for path in sorted(place.glob("[!.]*")) if path.is_dir()]  # of what is none, students() warns
    closed = [folder for folder in folders if not os.access(folder, os.R_OK | os.X_OK)]
    return [f"{path} may not be entered, so it is not graded. Give yourself the right to it." for path in closed]


def _plain(name: str) -> str:
    """Return a name without what differs by a slip: case and spaces."""
    return "".join(name.casefold().split())
