"""One more assignment for a course: a task for the machine and one for a person, to write over."""

from __future__ import annotations

import os

from examiner.course.errors import CourseError, check_name
from examiner.course.layout import Course
from examiner.course.listing import matches
from examiner.release.checks import regions
from examiner.starting.placing import put_folders
from examiner.starting.templates import Files, template

_BEGIN, _END = "### BEGIN SOLUTION", "### END SOLUTION"  # as the template has them
_SUFFIX = ".ipynb"
_LONGEST = 255 - len(_SUFFIX)  # bytes: the notebook has the assignment's name
_PLAIN = "\\`*_#<>&|$~!^"  # what Markdown would take for its own in a title


def new_assignment(course: Course, name: str) -> Files:
    """Add an assignment to a course and return its files.

    It speaks the course's languages and uses the course's marks of solutions. Graders take their place first, so that
    the assignment is whole once there is one.

    Raises
    ------
    CourseError
        If the name cannot be an assignment's, or something lies in its place.
    """
    check_name(name, "assignment")
    if len(name.encode()) > _LONGEST:
        raise CourseError(
            f"{name!r} cannot be the name of an assignment: its notebook's would be longer than 255 bytes"
        )
    if matches(name, course.settings.ignore):
        raise CourseError(f"{name!r} cannot be the name of an assignment: c.CourseDirectory.ignore leaves it out")
    source, graders = course.source(name), course.graders(name)
    for folder in (source, graders, course.release(name)):
        if os.path.lexists(folder):
            raise CourseError(f"{folder} is there already: choose another name for the new assignment")
    title = "".join(f"\\{char}" if char in _PLAIN else char for char in name)
    made = template("assignment", course.settings.languages, {**_markers(course), "ASSIGNMENT": title})
    files = {}
    for path, data in made.items():
        kind, _, rest = path.partition("/")
        place = graders / rest if kind == "graders" else source / f"{name}{_SUFFIX}"
        files[place.relative_to(course.root).as_posix()] = data
    put_folders(course.root, files, [graders, source])
    return files


def _markers(course: Course) -> dict[str, str]:
    """Return the comments between which solutions stand in this course, in place of the template's."""
    kind = next(kind for kind in regions(course.settings.nbgrader_config()) if kind.flag == "solution")
    usual = kind.begin in _BEGIN and kind.end in _END
    return {} if usual else {text: f"# {mark}" for text, mark in ((_BEGIN, kind.begin), (_END, kind.end))}
