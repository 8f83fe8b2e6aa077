"""The course's groups: ``groups.csv``, a table with the columns ``group`` and ``student``."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator

from examiner.course.errors import CourseError, nearest
from examiner.course.layout import Course
from examiner.model.text import composed

COLUMNS = ("group", "student")


def members(course: Course, group: str, known: Collection[str]) -> list[str]:
    """Return the students of a group, in the order of the table.

    Parameters
    ----------
    course : Course
        The course.
    group : str
        The group's name.
    known : collection of str
        The course's students.

    Raises
    ------
    CourseError
        If there is no such group, or the table is not as it must be; the text names the line.
    """
    found: dict[str, list[str]] = {}
    for number, named, student in _members(course):
        found.setdefault(named, []).append(student)
        if named == composed(group) and student not in known:
            raise CourseError(f"{course.groups}, line {number}: no student {student!r}; {nearest(student, known)}")
    if composed(group) not in found:
        raise CourseError(f"{course.groups} has no group {group!r}; {nearest(group, found)}")
    return list(dict.fromkeys(found[composed(group)]))


def read_groups(course: Course) -> dict[str, list[str]]:
    """Return the members of all groups.

    Raises
    ------
    CourseError
        If the table is not as it must be; the text names the line.
    """
    found: dict[str, dict[str, None]] = {}
    for _, named, student in _members(course):
        found.setdefault(named, {})[student] = None
    return {named: [*students] for named, students in found.items()}


def _members(course: Course) -> Iterator[tuple[int, str, str]]:
    """Yield the table's lines that say anything: number, group, student."""
    for number, row in enumerate(_rows(course), start=2):
        named, student = (composed((row.get(column) or "").strip()) for column in COLUMNS)
        if not named and not student:
            continue
        if not named or not student:
            raise CourseError(f"{course.groups}, line {number}: a group and a student are needed, got {row!r}")
        yield number, named, student


def _rows(course: Course) -> list[dict[str, str | None]]:
    path = course.groups
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            named = [(name or "").strip() for name in rows.fieldnames or ()]
            wrong = next((column for column in COLUMNS if named.count(column) != 1), None)
            if wrong is not None:
                found = "more than one column" if wrong in named else "no column"
                raise CourseError(f"{path}: {found} {wrong!r}; its first line must be: {','.join(COLUMNS)}")
            rows.fieldnames = named
            return list(rows)
    except FileNotFoundError:
        raise CourseError(
            f"{path} is missing: write one, with the first line {','.join(COLUMNS)} and a line for each member"
        ) from None
    except UnicodeDecodeError:
        raise CourseError(f"{path} is not UTF-8: save it as 'CSV UTF-8'") from None
    except (OSError, csv.Error) as error:
        raise CourseError(f"{path} cannot be read: {error}") from None
