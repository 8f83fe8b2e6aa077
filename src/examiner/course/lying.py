"""Work that lies in ``submitted/`` where no run grades it, and names there that are no student's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from examiner.course.errors import CourseError, check_name
from examiner.course.layout import Course
from examiner.course.listing import LITTER, natural

MOST = 20  # lines of one run


def left_lying(course: Course, assignment: str) -> list[str]:
    """Return a line for staff on whatever lies in ``submitted/`` and is not graded, with what to do about it."""
    found = list(_left_lying(course, assignment))
    more = len(found) - MOST
    return found[:MOST] + ([f"{more} more names in {_uploads(course)} are not graded, either"] if more > 0 else [])


def _left_lying(course: Course, assignment: str) -> Iterator[str]:
    for path in _inside(_uploads(course)):
        if path.name.casefold().startswith("readme"):
            continue
        if not path.is_dir():
            yield f"{_shown(path)} is not graded: it is no student's folder. Move it to <student>/{assignment}/."
        elif path.name in LITTER:
            yield f"{_shown(path)} is not graded: a program made it. Delete it."
        elif why := _refusal(path.name):
            yield f"{_shown(path)} is not graded: {why}"
        else:
            yield from _of_student(course, assignment, path)


def _of_student(course: Course, assignment: str, folder: Path) -> Iterator[str]:
    assignments = {_plain(name) for name in course.assignments()}
    for path in _inside(folder):
        if path.name == assignment:
            continue
        place = f"{_shown(folder)}/{assignment}"
        plain, wanted = _plain(path.stem if path.suffix else path.name), _plain(assignment)
        is_near = plain == wanted or (
            plain.startswith(wanted) and not plain[len(wanted)].isdecimal() and plain not in assignments
        )
        if path.is_dir() and is_near:
            yield f"{_shown(path)} is not graded: if it is {assignment}, rename it to {place}."
        elif path.suffix == ".ipynb" and (is_near or len(assignments) == 1):
            yield f"{_shown(path)} is not graded: it lies beside the folders of assignments. Move it into {place}/."


def _uploads(course: Course) -> Path:
    return course.root / course.folders.submitted


def _inside(folder: Path) -> list[Path]:
    """Return what is visible in a folder; nothing of one that cannot be read."""
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return [folder / name for name in sorted(names, key=natural) if not name.startswith(".")]


def _refusal(name: str) -> str:
    try:
        check_name(name, "student")
    except CourseError as error:
        return str(error)
    return ""


def _shown(path: Path) -> str:
    """Return a path from the course's folder of uploads on, with whatever a terminal cannot show escaped."""
    text = str(path)
    return text if text.isprintable() and text == text.strip() else repr(text)


def _plain(name: str) -> str:
    """Return a name without what differs by a slip."""
    return "".join(char for char in name.casefold() if char.isalnum())
