"""Reads the untrusted fields of a reply from the student's side."""

from __future__ import annotations

from typing import Any

from examiner.grading.errors import StudentError
from examiner.kernels.places import without_places

MOST_MESSAGE, MOST_TRACEBACK = 4000, 20_000  # characters of an exception that are kept


def student_error(found: Any) -> StudentError:
    """Return the exception that a reply reports, from untrusted fields."""
    error = found if isinstance(found, dict) else {}
    bases = error.get("bases")
    return StudentError(
        _text(error.get("type"), 200) or "Exception",
        without_places(_text(error.get("message"), MOST_MESSAGE)),
        without_places(_text(error.get("traceback"), MOST_TRACEBACK)),
        tuple(_text(base, 200) for base in bases[:20]) if isinstance(bases, list) else (),
    )


def _text(value: Any, most: int) -> str:
    return value[:most] if isinstance(value, str) else ""


def warnings_of(found: Any) -> list[tuple[str, str]]:
    """Return the categories and texts of the warnings that a reply reports."""
    rows = found if isinstance(found, list) else []
    return [(str(r[0])[:200], str(r[1])[:500]) for r in rows[:100] if isinstance(r, list) and len(r) == 2]
