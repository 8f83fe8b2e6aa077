"""Marks for Canvas: its gradebook's CSV, filled in or made anew.

Facts of the format: https://github.com/instructure/canvas-lms, ``lib/gradebook_exporter.rb`` and
``lib/gradebook_importer.rb``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from examiner.collecting.people import People
from examiner.course.errors import CourseError
from examiner.exports.cells import number
from examiner.exports.downloaded import Downloaded, Line
from examiner.exports.filling import Filling, Key, Target, column_of, known_points, no_column, plain
from examiner.exports.sheet import Sheet
from examiner.exports.table import text_of
from examiner.pages.text import harmless

_KEYS: Mapping[str, str] = {"student": "name", "id": "number", "sis user id": "id", "sis login id": "id"}
_LOGIN = "sis login id"
_BEFORE = 3  # lines in which the points may stand: assignments that are posted by hand have one above it
_EXCUSED, _READ_ONLY = "EX", "(read only)"
_POINTS = "    Points Possible"  # with the spaces that Canvas writes
_TEST = "Student, Test"  # whom Canvas adds as soon as somebody looks at the course as a student does
_NUMBER_AT_END = re.compile(r" \(\d+\)$")


def new_file(sheet: Sheet) -> bytes:
    """Return a CSV file that Canvas' gradebook imports: it offers new assignments for the columns."""
    header = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", *(part.assignment for part in sheet.parts))
    most = ["" if part.most is None else number(part.most) for part in sheet.parts]
    rows = [
        (
            harmless(f"{one.last_name}, {one.first_name}".strip(", ") or one.student),
            harmless(one.lms_user_id),
            "",
            harmless(one.student),
            "",
            *(plain(part.results[one.student].mark, _EXCUSED) for part in sheet.parts),
        )
        for one in sheet.people
    ]
    return text_of([header, (_POINTS, "", "", "", "", *most), *rows])


def fill(file: Downloaded, sheet: Sheet, people: People, chosen: Mapping[str, str]) -> list[str]:
    """Write marks to a file that was exported from Canvas' gradebook, and return what a person should know.

    Raises
    ------
    CourseError
        If it is no such file, or it is not clear where marks belong.
    """
    titles = [title.casefold() for title in file.titles]
    if "id" not in titles[:3] or "section" not in titles:
        raise CourseError(
            f"{file.path} is no export of Canvas' gradebook: its first line must have the columns Student, ID and "
            "Section"
        )
    points = next((line for line in file.rows()[:_BEFORE] if line[0].casefold() == _POINTS.strip().casefold()), None)
    section = titles.index("section")
    allowed = [
        place
        for place in range(section + 1, len(titles))
        if points is None or _READ_ONLY not in points[place].casefold()
    ]
    targets = []
    for part in sheet.parts:
        column = column_of(file, part, chosen, _called, allowed)
        if column is None:
            raise no_column(file, part, (_NUMBER_AT_END.sub("", file.titles[one]) for one in allowed))
        most = known_points(points[column]) if points is not None else None
        targets.append(Target(part, column, most, _EXCUSED))
    first = file.lines.index(points) + 1 if points is not None else 1
    filling = Filling(file, people, _keys(titles), first, own=_test_student(sheet))
    filling.fill(sheet, targets)
    return filling.notes


def _keys(titles: list[str]) -> list[Key]:
    found = [Key(_KEYS[title], (place,)) for place, title in enumerate(titles) if title in _KEYS]
    found += [Key("email", key.columns) for key in found if titles[key.columns[0]] == _LOGIN]
    if "lastname" in titles and "firstname" in titles:
        found.append(Key("name", (titles.index("lastname"), titles.index("firstname"))))
    return found


def _test_student(sheet: Sheet) -> Callable[[Line], bool]:
    """Return what knows the line of Canvas' Test Student; where somebody of the course is called so, none is."""
    called_so = any(f"{one.last_name}, {one.first_name}" == _TEST for one in sheet.people)
    return lambda line: line[0] == _TEST and not called_so


def _called(title: str) -> set[str]:
    """Return what a column's title may call an assignment: Canvas adds its own number to it."""
    return {title, _NUMBER_AT_END.sub("", title)}
