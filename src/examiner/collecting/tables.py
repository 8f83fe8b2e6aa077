"""Tables that say what other systems call students, such as Moodle's grading worksheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from examiner.course.errors import CourseError, explained

COLUMN = "student"
_ENCODINGS = ("utf-8-sig", "cp950")
_NO_NAMES = re.compile(
    r"grade|status|modified|comment|maximum|scale|feedback|score|points|time|changed|section|group|department|"
    r"institution|marker|成績|分數|狀態|評語|時間|群組|組別|系所|單位|機構|評分者",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"([^\d@]*)(\d+)")  # "Participant 12"


def names_in(row: Mapping[str, str]) -> list[str]:
    """Return what a row calls its student; marks, and what several share, are no names."""
    return [text for column, text in row.items() if text and column != COLUMN and not _NO_NAMES.search(column)]


def number_in(text: str) -> str:
    """Return the number that a system gives somebody, empty if a text is none."""
    found = _NUMBER.fullmatch(text)
    return found[2] if found else ""


def read_table(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Return a table's rows that say anything, with their lines.

    Raises
    ------
    CourseError
        If it cannot be read.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CourseError(explained(error, path)) from None
    for encoding in _ENCODINGS:
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise CourseError(f"{path} is neither UTF-8 nor CP950: save it as 'CSV UTF-8'")
    try:
        return list(_rows(path, text))
    except csv.Error as error:
        raise CourseError(f"{path} cannot be read as a table: {error}; save it as 'CSV UTF-8'") from None


def _rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if not rows.fieldnames:
        raise CourseError(f"{path} is empty: its first line must name its columns, one of them {COLUMN!r}")
    for row in rows:
        found = {(name or "").strip(): (cell or "").strip() for name, cell in row.items() if isinstance(cell, str)}
        if any(found.values()):
            yield rows.line_num, found
