"""The log of reports: each that ever counted stays, with who wrote it, when, and why.

A line that cannot be read costs nobody a grade: it is told, stays where it is, and the others are read.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from examiner.course.acting import author, command, now
from examiner.course.errors import CourseError, explained
from examiner.course.layout import Course
from examiner.course.sharing import share
from examiner.model import Report, durable, serial

EARLIER = "graded before a history was kept"
AGAIN = "its line here cannot be read"
_VERSION = 1


class Applied(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A report that counted from some moment on."""

    schema_version: int = _VERSION
    when: str  # ISO 8601
    who: str
    why: str  # what was said, or the command
    report: Report


class History(NamedTuple):
    """What the log of a submission holds.

    Parameters
    ----------
    entries : list of Applied
        The reports that counted, the oldest first.
    unread : list of str
        What staff are told of each line that is damaged, or that this version cannot read.
    """

    entries: list[Applied]
    unread: list[str]


class HistoryError(CourseError):
    """The log of a submission cannot be read, or not be added to; the text names it."""


def read_history(course: Course, student: str, assignment: str) -> History:
    """Return what counted for a submission; the stored report is the last, also where no log was kept.

    Raises
    ------
    HistoryError
        If the log cannot be read.
    """
    found = _logged(course.history(student, assignment))
    return found._replace(entries=found.entries + _unlogged(course, student, assignment, found))


def check_history(course: Course, student: str, assignment: str) -> list[str]:
    """Return what staff are told of the log of a submission, of which a report is to be noted.

    Raises
    ------
    HistoryError
        If it cannot be read or added to: nothing of the report should be written then.
    """
    path = course.history(student, assignment)
    unread = _logged(path).unread
    if path.exists() and not os.access(path, os.W_OK):
        raise HistoryError(f"{path} cannot be written. Give yourself the right to it, then run the command again.")
    return unread


def note_stored(course: Course, student: str, assignment: str) -> None:
    """Note the stored report, which is to be removed, unless the log has it.

    Raises
    ------
    HistoryError, OSError
        As :func:`note_applied`.
    """
    path = course.history(student, assignment)
    _add(course, path, _unlogged(course, student, assignment, _logged(path)))


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
    HistoryError
        If the log cannot be read.
    OSError
        If it cannot be written.
    """
    path = course.history(report.student, report.assignment)
    there = _logged(path)
    new = _unlogged(course, report.student, report.assignment, there)
    last = [*there.entries, *new][-1:]
    if not last or last[0].report != msgspec.structs.replace(report, cached=False):
        new.append(Applied(when=now(), who=author(), why=why or command(), report=report))
    _add(course, path, new)


def _add(course: Course, path: Path, entries: Sequence[Applied]) -> None:
    if entries:
        path.parent.mkdir(parents=True, exist_ok=True)
        rights = course.settings.state_rights & 0o666
        durable.add_lines(path, [serial.line(one).encode() for one in entries], rights=rights)
        share(course, path)


def _unlogged(course: Course, student: str, assignment: str, logged: History) -> list[Applied]:
    """Return the stored report as an entry, if no line that can be read has it; at most one."""
    path = course.report_json(student, assignment)
    with contextlib.suppress(OSError, ValueError):  # there is none, or none that can be read
        report = Report.loads(path.read_bytes(), str(path))
        when = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
        known = any(entry.report == report for entry in logged.entries)
        why = AGAIN if logged.unread else EARLIER
        return [] if known else [Applied(when=when, who="", why=why, report=report)]
    return []


def _logged(path: Path) -> History:
    found = History([], [])
    try:
        lines = durable.whole_lines(path)
    except OSError as error:
        raise HistoryError(explained(error, path)) from None
    for number, line in enumerate(lines, start=1):
        try:
            found.entries.append(_read(line))
        except ValueError as error:
            found.unread.append(
                f"{path}, line {number}, is passed over: it is damaged, or of another version of examiner ({error}). "
                "It stays there; put the file back from a backup to read it."
            )
    return found


def _read(line: bytes) -> Applied:
    try:
        return serial.loads(line, Applied)
    except msgspec.ValidationError:  # another version has fields of its own
        return serial.loads_known(line, Applied)
