"""The log of reports: each that ever counted stays, with who wrote it, when, and why."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from examiner.course.acting import author, command, now
from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.course.sharing import share
from examiner.model import Report, durable, serial

EARLIER = "graded before a history was kept"
_VERSION = 1


class Applied(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A report that counted from some moment on."""

    schema_version: int = _VERSION
    when: str  # ISO 8601
    who: str
    why: str  # what was said, or the command
    report: Report


def read_history(course: Course, student: str, assignment: str) -> list[Applied]:
    """Return the reports of a submission, the oldest first; the stored one is the last, also where no log was kept.

    Raises
    ------
    CourseError
        If the log cannot be read; the text names file and line.
    """
    found = _logged(course.history(student, assignment))
    return found + _unlogged(course, student, assignment, found)


def note_applied(course: Course, report: Report, why: str = "") -> None:
    """Note a report that is to take the place of the stored one, unless it was noted just before.

    Parameters
    ----------
    course : Course
        The course.
    report : Report
        The report.
    why : str
        The reason; default: the command that this process is.

    Raises
    ------
    CourseError
        If what the log holds cannot be read.
    OSError
        If it cannot be written.
    """
    path = course.history(report.student, report.assignment)
    there = _logged(path)
    new = _unlogged(course, report.student, report.assignment, there)
    last = [*there, *new][-1:]
    if not last or last[0].report != msgspec.structs.replace(report, cached=False):
        new.append(Applied(when=now(), who=author(), why=why or command(), report=report))
    if new:
        path.parent.mkdir(parents=True, exist_ok=True)
        rights = course.settings.state_rights & 0o666
        durable.add_lines(path, [serial.line(one).encode() for one in new], rights=rights)
        share(course, path)


def _unlogged(course: Course, student: str, assignment: str, logged: Sequence[Applied]) -> list[Applied]:
    """Return the stored report as an entry, if it is of before there was a log; at most one."""
    path = course.report_json(student, assignment)
    with contextlib.suppress(OSError, ValueError):  # there is none, or none that can be read
        report = Report.loads(path.read_bytes(), str(path))
        when = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
        known = any(entry.report == report for entry in logged)
        return [] if known else [Applied(when=when, who="", why=EARLIER, report=report)]
    return []


def _logged(path: Path) -> list[Applied]:
    found = []
    try:
        lines = durable.whole_lines(path)
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}") from None
    for number, line in enumerate(lines, start=1):
        try:
            found.append(serial.loads(line, Applied))
        except ValueError as error:
            raise CourseError(
                f"{path}, line {number}: {error}. Put the file back from a backup, or move it away: a new one is begun."
            ) from None
    return found
