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

    Where several notebooks have a task of that name, ``notebook:task`` says which one is meant.

    Raises
    ------
    CourseError
        If one is unknown, or it is unclear which is meant.
    """
    known: dict[str, list[TaskKey]] = {}
    for path in course.notebooks(assignment):
        for cell in cells_of(nbformat.read(path, as_version=4)):
            if cell.grade or cell.task:
                for name in dict.fromkeys((cell.grade_id, cell.grade_id.removeprefix("test_"))):
                    for word in (name, f"{path.stem}:{name}"):
                        known.setdefault(word, []).append(TaskKey(path.stem, cell.grade_id))
    found = []
    for name in names:
        if name not in known:
            ids = {key.grade_id for keys in known.values() for key in keys}
            raise CourseError(f"{assignment} has no task {name!r}; {nearest(name, ids)}")
        exact = [key for key in known[name] if name.rpartition(":")[2] == key.grade_id] or known[name]
        if len(exact) > 1:
            which = " or ".join(f"{key.notebook}:{key.grade_id}" for key in exact)
            raise CourseError(f"{assignment} has several tasks {name!r}; say which one: {which}")
        found += exact
    return list(dict.fromkeys(found))
