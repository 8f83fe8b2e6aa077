"""Marks in Gradescope's forms: the CSV of one assignment, that of a course, or its roster with the marks added.

Facts of the forms: https://help.gradescope.com (adding students, exporting grades) and programs that read them, such as
https://github.com/cs161-staff/grades-py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from examiner.collecting.people import People
from examiner.course.errors import CourseError
from examiner.exports.cells import Cell, number
from examiner.exports.downloaded import Downloaded
from examiner.exports.filling import Filling, Key, Target, column_of
from examiner.exports.forms import By
from examiner.exports.sheet import Part, Result, Sheet, State, Word
from examiner.exports.table import fine, text_of

_PEOPLE = ("First Name", "Last Name", "SID", "Email", "Sections")
_KEYS: Mapping[str, str] = {"sid": "id", "student id": "id", "email": "email", "name": "name", "full name": "name"}
_TOTAL = "Total Score"
_OF_ASSIGNMENT = (_TOTAL, "Max Points", "Status", "Submission ID", "Submission Time", "Lateness (H:M:S)")
_COUNTS = ("View Count", "Submission Count")
_MINUTE = 60


def new_file(sheet: Sheet, by: By) -> bytes:
    """Return Gradescope's CSV of an assignment, or of a course if there are several."""
    one = sheet.parts[0] if len(sheet.parts) == 1 else None
    header: list[Cell] = [*_PEOPLE]
    header += [*_of_one(one, by)] if one is not None else [title for part in sheet.parts for title in _of_many(part)]
    rows: list[list[Cell]] = [header]
    for who in sheet.people:
        row: list[Cell] = [who.first_name, who.last_name, who.student, who.email, ""]
        for part in sheet.parts:
            result = part.results[who.student]
            times: list[Cell] = [_time(result), _lateness(result)]
            if one is not None:
                status = "Missing" if result.state is State.MISSING else "Graded" if _counts(result) else "Ungraded"
                row += [_points(result), _most(part, who.student), status, "", *times, "", ""]
                row += [
                    _number_only(result.check(key, check) if check else result.task(key))
                    for key, check in fine(part, by)
                ]
            else:
                row += [_points(result), _most(part, who.student), *times]
        rows.append(row)
    return text_of(rows)


def _of_one(part: Part, by: By) -> Iterator[str]:
    yield from (*_OF_ASSIGNMENT, *_COUNTS)
    most = {task.key: task.max_score for task in part.tasks}
    points = {(task.key, check.name): check.max_points for task in part.tasks for check in task.checks}
    for place, (key, check) in enumerate(fine(part, by), start=1):
        worth = points[key, check] if check else most[key]
        yield f"{place}: {part.name(key)}{': ' if check else ''}{check} ({_with_decimal(worth)} pts)"


def _with_decimal(points: float) -> str:
    """Return points as titles have them: with one decimal, and with all others that there are."""
    text = number(points)
    return text if "." in text else f"{text}.0"


def _of_many(part: Part) -> Iterator[str]:
    name = part.assignment
    yield from (name, f"{name} - Max Points", f"{name} - Submission Time", f"{name} - Lateness (H:M:S)")


def _counts(result: Result) -> bool:
    return isinstance(_number_only(result.mark), float)


def _points(result: Result) -> Cell:
    return _number_only(result.mark)


def _most(part: Part, student: str) -> float | None:
    """Return out of how many points a student's are: who is excused has none, and is shown what others can earn."""
    return part.most if part.results[student].mark is Word.EXCUSED else part.most_of(student)


def _number_only(value: object) -> Cell:
    """Return points; nothing for a word, since Gradescope's columns hold numbers."""
    return float(value) if isinstance(value, int | float) else None


def _time(result: Result) -> str:
    stamp = result.marks.report.timestamp if result.marks is not None else None
    return datetime.fromisoformat(stamp).strftime("%Y-%m-%d %H:%M:%S %z") if stamp else ""


def _lateness(result: Result) -> str:
    if result.marks is None:
        return ""
    minutes, seconds = divmod(round(max(result.marks.held.seconds_late, 0.0)), _MINUTE)
    return f"{minutes // _MINUTE:02d}:{minutes % _MINUTE:02d}:{seconds:02d}"


def fill(file: Downloaded, sheet: Sheet, people: People, chosen: Mapping[str, str]) -> list[str]:
    """Write marks to a roster or a CSV of grades from Gradescope, and return what a person should know.

    An assignment has the column of its name, or that of the total in the CSV of an assignment; else it gets one.

    Raises
    ------
    CourseError
        If no column says who somebody is, or it is not clear where marks belong.
    """
    titles = [title.casefold() for title in file.titles]
    keys = [Key(_KEYS[title], (place,)) for place, title in enumerate(titles) if title in _KEYS]
    if "first name" in titles and "last name" in titles:
        keys.append(Key("name", (titles.index("first name"), titles.index("last name"))))
    if not keys:
        raise CourseError(f"{file.path}: no column says who somebody is, such as 'SID' or 'Email'")
    who = {column for key in keys for column in key.columns}
    allowed = [place for place in range(len(titles)) if place not in who]
    total, targets = file.column(_TOTAL), []
    for part in sheet.parts:
        column = column_of(file, part, chosen, lambda title: {title}, allowed)
        if column is None and len(sheet.parts) == 1:
            column = total
        targets.append(Target(part, file.add_column(part.assignment) if column is None else column))
    filling = Filling(file, people, keys)
    filling.fill(sheet, targets)
    return filling.notes
