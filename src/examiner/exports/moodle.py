"""Marks for Moodle: its offline grading worksheet and its gradebook's CSV, or a CSV file for its grade import.

Facts of the formats: https://docs.moodle.org/en/Assignment_settings and https://docs.moodle.org/en/Grade_import.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from examiner.collecting.people import People
from examiner.exports.downloaded import Downloaded, Line
from examiner.exports.filling import Filling, Key, Target, column_of, known_points, no_column, plain
from examiner.exports.sheet import Sheet
from examiner.exports.table import text_of
from examiner.pages.text import harmless

_KEYS: Mapping[str, str] = {
    "identifier": "id",  # "Participant 12": a number of this assignment alone, which only a table explains
    "full name": "name",
    "email address": "email",
    "username": "id",
    "id number": "id",
}
_FIRST_COLUMNS = ("id", "name", "email")  # of the worksheet, in whatever language
_GRADE, _MOST, _OPEN = "Grade", "Maximum grade", "Grade can be changed"
_OTHER_FORMS = (" (Percentage)", " (Letter)")
_COMMA = re.compile(r"\d+,\d+")


def new_file(sheet: Sheet) -> bytes:
    """Return a CSV file for Moodle's grade import, whose columns a teacher then maps: only numbers, or nothing."""
    header = ("Username", "First name", "Last name", "Email address", *(part.assignment for part in sheet.parts))
    rows = [
        (
            *map(harmless, (one.student, one.first_name, one.last_name, one.email)),
            *(plain(part.results[one.student].mark) for part in sheet.parts),
        )
        for one in sheet.people
    ]
    return text_of([header, *rows])


def fill(file: Downloaded, sheet: Sheet, people: People, chosen: Mapping[str, str]) -> list[str]:
    """Write marks to a file that was downloaded from Moodle, and return what a person should know.

    Raises
    ------
    CourseError
        If it is not clear where they belong.
    """
    keys, grade = _keys(file), file.column(_GRADE)
    most, can = file.column(_MOST), file.column(_OPEN)
    worksheet = file.column("Identifier") is not None and grade is not None
    who = {column for key in keys for column in key.columns}
    allowed = [
        place for place, title in enumerate(file.titles) if place not in who and not title.endswith(_OTHER_FORMS)
    ]
    targets = []
    for part in sheet.parts:
        column = column_of(file, part, chosen, _called, allowed)
        if column is None and worksheet and len(sheet.parts) == 1:
            column = grade
        if column is None:
            raise no_column(file, part, (file.titles[one] for one in allowed))
        points = known_points(file.rows()[0][most]) if most is not None and file.rows() else None
        targets.append(Target(part, column, points))

    def closed(line: Line) -> str:
        locked = can is not None and line[can].casefold() == "no"
        return "Moodle says that its grade cannot be changed, so it stays as it is" if locked else ""

    filling = Filling(file, people, keys, comma=_has_comma(file, [one.column for one in targets] + [most or 0]))
    filling.fill(sheet, targets, closed)
    return filling.notes


def _keys(file: Downloaded) -> list[Key]:
    """Return the columns that say who somebody is; of a worksheet in another language, by their places."""
    titles = [title.casefold() for title in file.titles]
    found = [Key(_KEYS[title], (place,)) for place, title in enumerate(titles) if title in _KEYS]
    first, last = file.column("First name"), file.column("Last name", "Surname")
    if first is not None and last is not None:
        found.append(Key("name", (first, last)))
    return found or [Key(kind, (place,)) for place, kind in enumerate(_FIRST_COLUMNS) if place < len(titles)]


def _called(title: str) -> set[str]:
    """Return what a column's title may call an assignment: ``Assignment: hw1 (Real)`` is hw1's."""
    title = title.removesuffix(" (Real)")
    return {title, title.partition(":")[2].strip()}


def _has_comma(file: Downloaded, columns: list[int]) -> bool:
    """Whether points in these columns are written with a comma, as Moodle does in many languages."""
    return any(_COMMA.fullmatch(line[column]) for line in file.rows() for column in columns)
