"""A new course with the content of an old one: nobody's work, no marks, another secret."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from examiner.archive.contents import GRADERS
from examiner.course.config import CONFIG_NAME
from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.course.secret import course_secret
from examiner.gradebook.dates import due_dates, set_due_dates
from examiner.model import durable

_NO_COPY = ("__pycache__", ".ipynb_checkpoints", ".git")
_PEOPLE = (".csv", ".db", ".sqlite", ".xlsx", ".zip")  # endings of rosters, gradebooks, exports and backups
_TO_LOOK_AT = ("db_students", "db_assignments", "db_url", "course_id", "duedate")  # of nbgrader's settings


@dataclass(frozen=True, slots=True)
class NextYear:
    """What a new course was made of.

    Parameters
    ----------
    copied, left_out : tuple of str
        Files and folders of the old course's folder.
    due : dict of str to str
        The new due dates.
    to_do : tuple of str
        What a person must look at.
    """

    copied: tuple[str, ...]
    left_out: tuple[str, ...]
    due: dict[str, str]
    to_do: tuple[str, ...]


def next_year(course: Course, place: Path, shift: timedelta | None = None) -> NextYear:
    """Make a course of the content of another one; it appears whole or not at all.

    Parameters
    ----------
    course : Course
        Stays as it is.
    place : Path
        A folder that is empty or not there.
    shift : timedelta, optional
        By how much later assignments are due than they were; None: they have no due dates.

    Raises
    ------
    CourseError
        If the folder holds something, or lies in the course.
    GradebookError
        If the old gradebook cannot be read.
    """
    place = place.absolute()
    if place.is_symlink() or (place.exists() and (not place.is_dir() or any(place.iterdir()))):
        raise CourseError(f"{place} is not an empty folder: name a new one")
    if place.is_relative_to(course.root.absolute()):
        raise CourseError(f"{place} lies in the course itself: name a folder outside of {course.root}")
    due = {name: date + shift for name, date in due_dates(course).items()} if shift is not None else {}
    content = {course.folders.source, GRADERS}
    taken = [path for path in _visible(course) if path.name in content or (path.is_file() and not _is_of_people(path))]
    durable.clear_drafts(place)
    with durable.new_folder(place) as draft:
        _copy(taken, draft)
        made = Course(draft, dataclasses.replace(course.settings, root=draft, db_url="", file=None))
        course_secret(made)
        if due:
            set_due_dates(made, due)
    copied = tuple(path.name + "/" * path.is_dir() for path in taken)
    left = tuple(path.name + "/" * path.is_dir() for path in _visible(course) if path not in taken)
    dates = {name: f"{date.isoformat(sep=' ')} UTC" for name, date in due.items()}
    return NextYear(copied, left, dates, tuple(_to_do(course, shift)))


def _copy(paths: Iterable[Path], place: Path) -> None:
    for path in paths:
        if path.is_dir():
            shutil.copytree(path, place / path.name, symlinks=True, ignore=shutil.ignore_patterns(*_NO_COPY))
        else:
            shutil.copy2(path, place / path.name, follow_symlinks=False)


def _visible(course: Course) -> list[Path]:
    return sorted(path for path in course.root.iterdir() if not path.name.startswith("."))


def _is_of_people(path: Path) -> bool:
    return path.suffix.lower() in _PEOPLE or path.name.endswith(("-journal", "-wal", "-shm"))


def _to_do(course: Course, shift: timedelta | None) -> Iterator[str]:
    """Yield what a person must look at: settings are Python, which no program rewrites."""
    if course.config.is_file():
        for number, line in enumerate(course.config.read_text(encoding="utf-8").splitlines(), start=1):
            for name in _TO_LOOK_AT:
                if name in line.partition("#")[0]:
                    yield f"{CONFIG_NAME}, line {number} sets {name}, which may still be last year's"
    yield "students: nbgrader db student import FILE" + (", and groups.csv" if course.groups.is_file() else "")
    yield "releases: examiner release ASSIGNMENT" + ("" if shift is not None else ", after setting due dates")
