"""The log of rulings: lines are only ever added, each on disk before anybody is told that it holds."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.course.sharing import share
from examiner.model import durable, serial
from examiner.model.rulings import SCHEMA_VERSION, Ruling, Rulings


def read_rulings(course: Course) -> Rulings:
    """Return what has been ruled in a course.

    A last line without an end is what a killed process or a power cut has left: nobody was told that it holds.

    Raises
    ------
    CourseError
        If the log cannot be read; the text names file and line.
    """
    path = course.rulings
    try:
        lines = durable.whole_lines(path)
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}") from None
    return Rulings(_read(line, f"{path}, line {number}") for number, line in enumerate(lines, start=1))


def _read(line: bytes, where: str) -> Ruling:
    try:
        data = msgspec.json.decode(line)
        serial.require_version(data, SCHEMA_VERSION, where)
        return serial.from_plain(data, Ruling, where)
    except msgspec.DecodeError as error:
        raise CourseError(
            f"{where}: {error}. The line is damaged: put the file back from a backup, or move the line away and "
            "rule again what it held."
        ) from None
    except ValueError as error:
        raise CourseError(f"{error}. It is of another version of examiner, or was changed by hand.") from None


def add_rulings(course: Course, rulings: Sequence[Ruling]) -> None:
    """Add lines to the log; they are on disk when this returns.

    Raises
    ------
    OSError
        If they cannot be written. What was there before is still there.
    """
    if not rulings:
        return
    course.make_state()
    durable.add_lines(
        course.rulings,
        [serial.line(ruling).encode() for ruling in rulings],
        rights=course.settings.state_rights & 0o666,
    )
    share(course, course.rulings)
