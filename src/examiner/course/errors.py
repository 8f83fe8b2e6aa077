"""The two errors of this room, and how wrong names are answered."""

from __future__ import annotations

import difflib
import errno
import os
from collections.abc import Iterable

from examiner.model import Text

_LISTED = 12  # more names than this make a message unreadable
_NAME_BYTES = 255  # longest file name of the usual file systems


class CourseError(Exception):
    """The course's files or settings are not as they must be; the message says what to change."""


class Rejected(Exception):
    """A submission cannot be read.

    Parameters
    ----------
    reason : Text
        For the student: what happened, where, and what to do.
    """

    def __init__(self, reason: Text) -> None:
        super().__init__(reason)
        self.reason = reason


_REMEDIES = {
    errno.ENOSPC: "Free space, then run the command again.",
    errno.EDQUOT: "Free space, then run the command again.",
    errno.EACCES: "Give yourself the right to it, then run the command again.",
    errno.EPERM: "Give yourself the right to it, then run the command again.",
    errno.EROFS: "Make it writable, then run the command again.",
    errno.ENOTDIR: "A file is where a folder must be: move it away, then run the command again.",
    errno.EEXIST: "A file is where a folder must be: move it away, then run the command again.",
    errno.EISDIR: "A folder is where a file must be: move it away, then run the command again.",
}


def explained(error: OSError, place: object = "") -> str:
    """Return which file the system refused, why, and what to do.

    Parameters
    ----------
    error : OSError
        As the system raised it.
    place : object
        What was written or read, if the error does not say, or the folder that it names a file of.
    """
    where = os.path.join(str(place), error.filename) if isinstance(error.filename, str) else place
    sentence = f"{where}: {error.strerror or error}." if where else f"{error.strerror or error}."
    return f"{sentence} {_REMEDIES.get(error.errno or 0, '')}".strip()


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the end of a sentence that helps somebody who wrote ``name`` and meant one of ``known``.

    Examples
    --------
    >>> nearest("hw11", ["hw1", "exam"])
    "did you mean 'hw1'?"
    >>> nearest("x", [])
    'there are none'
    """
    names = sorted(set(known))
    folded = {other.casefold(): other for other in names}
    close = difflib.get_close_matches(name.casefold(), folded, n=3, cutoff=0.6)
    if close:
        return "did you mean " + " or ".join(repr(folded[key]) for key in close) + "?"
    if not names:
        return "there are none"
    rest = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return "there are: " + ", ".join(names[:_LISTED]) + rest


def check_name(name: str, what: str) -> str:
    """Return ``name`` if it can be one folder's name, else refuse it.

    Parameters
    ----------
    name : str
        From a command line, a web request or a folder's listing.
    what : str
        What it names, for the message: ``"assignment"``.

    Raises
    ------
    CourseError
        If it is empty, hidden, too long, or would lead to another folder.
    """
    reason = ""
    if not name.strip():
        reason = "it is empty"
    elif any(mark in name for mark in ("/", "\\", "\0")) or name == "..":
        reason = "it must not contain '/', '\\', '..' or NUL: it is one folder's name"
    elif name.startswith("."):
        reason = "it must not begin with a dot"
    elif any(ord(char) < 32 or 0xD800 <= ord(char) <= 0xDFFF for char in name):
        reason = "it holds control characters or is not UTF-8; rename it"
    elif len(name.encode()) > _NAME_BYTES:
        reason = f"it is longer than {_NAME_BYTES} bytes"
    elif what == "assignment" and any(char in name for char in "+*?[]{}"):
        reason = "nbgrader allows none of + * ? [ ] { } in it"
    if reason:
        article = "an" if what[0] in "aeiou" else "a"
        raise CourseError(f"{name!r} cannot be the name of {article} {what}: {reason}")
    return name


def is_name(name: str) -> bool:
    """Whether :func:`check_name` would let a student's name pass."""
    try:
        check_name(name, "student")
    except CourseError:
        return False
    return True
