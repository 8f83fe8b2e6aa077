"""Names that a student's folder can hold: what the disk would refuse is said before anything is laid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from examiner.course.layout import TIMESTAMP

MOST_NAME = 255  # bytes that file systems allow a name
MOST_PATH = 1_024  # bytes of a path in a hand-in: the course's own folders need room as well


def too_long(name: str) -> str:
    """Return why a path cannot be written because of its length, empty if it can."""
    raw = name.encode("utf-8", "replace")
    if any(len(part) > MOST_NAME for part in raw.split(b"/")):
        return f"its name is too long: file systems allow {MOST_NAME} bytes"
    return f"its path is too long: at most {MOST_PATH:,} bytes are taken" if len(raw) > MOST_PATH else ""


def unfit(names: Iterable[str]) -> Mapping[str, str]:
    """Return which names cannot be in a hand-in's folder together with the others, and why.

    Parameters
    ----------
    names : iterable of str
        Relative to the folder, with ``/`` between.
    """
    names = set(names)
    found = {}
    for name in names:
        parts = name.split("/")
        above = ("/".join(parts[:end]) for end in range(1, len(parts)))
        if why := too_long(name):
            found[name] = why
        elif parts[0] == TIMESTAMP:
            found[name] = f"{TIMESTAMP} is nbgrader's own name for the time of a hand-in"
        elif both := next((one for one in above if one in names), ""):
            found[name] = f"{both} is a file of the same hand-in, and cannot be a folder as well"
    return found
