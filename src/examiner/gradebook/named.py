"""What staff name when they rule: students, groups and tasks of an assignment; an unknown name is refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import nbformat

from examiner.course.errors import CourseError, nearest
from examiner.course.groups import members
from examiner.course.layout import Course
from examiner.gradebook.reading import Gradebook
from examiner.model import TaskKey
from examiner.model.cells import cells_of
from examiner.model.text import composed


def students_named(
    course: Course, assignment: str, students: Iterable[str], groups: Iterable[str]
) -> list[tuple[str, str]]:
    """Return each student who is named, by name or by a group, with that group; each once.

    Raises
    ------
    CourseError
        If a student or a group is unknown.
    """
    known = {*Gradebook(course).roster(), *course.students(assignment)}
    found: dict[str, str] = {}
    for student in map(composed, students):
        if student not in known:
            raise CourseError(f"there is no student {student!r} in the course; {nearest(student, known)}")
        found.setdefault(student, "")
    for group in groups:
        for student in members(course, group, known):
            found.setdefault(student, composed(group))
    return list(found.items())


def tasks_named(course: Course, assignment: str, names: Sequence[str]) -> list[TaskKey]:
    """Return the tasks of an assignment that are named, by grade id or without its ``test_``.

    Raises
    ------
    CourseError
        If one is unknown.
    """
    book = course.notebook(assignment)
    cells = cells_of(nbformat.read(book, as_version=4))
    known = {cell.grade_id: TaskKey(book.stem, cell.grade_id) for cell in cells if cell.grade or cell.task}
    for name in [*known]:
        known.setdefault(name.removeprefix("test_"), known[name])
    for name in names:
        if name not in known:
            ids = {key.grade_id for key in known.values()}
            raise CourseError(f"{assignment} has no task {name!r}; {nearest(name, ids)}")
    return list(dict.fromkeys(known[name] for name in names))
