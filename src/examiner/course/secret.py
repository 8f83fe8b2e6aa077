"""The course's secret: what makes hidden inputs unforeseeable to students and repeatable to us."""

from __future__ import annotations

import hmac
import os
import secrets
import shlex
import stat
from pathlib import Path

from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.course.sharing import share
from examiner.model import durable

SECRET_BYTES = 32
_SEED_BYTES = 16
_ID_DIGITS = 12


def course_secret(course: Course) -> bytes:
    """Return the course's secret, made on first use.

    Processes that make it at the same time all get the same one.

    Raises
    ------
    CourseError
        If others could read it, or it is not ours to read, or damaged.
    """
    if not os.path.lexists(course.secret):
        try:
            _make(course)
        except FileExistsError:
            pass  # another process was first: its secret is the course's
        except OSError as error:
            raise CourseError(f"{course.secret} cannot be made: {error.strerror}") from error
    _check_rights(course, course.state)
    try:
        handle = os.open(course.secret, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise CourseError(
            f"{course.secret} cannot be read ({error.strerror}): work as its owner, or ask them for a copy"
        ) from None
    with open(handle, "rb") as file:
        _check_rights(course, course.secret, os.fstat(handle))
        secret = file.read(SECRET_BYTES + 1)
    if len(secret) != SECRET_BYTES:
        raise CourseError(
            f"{course.secret} is damaged: it holds {len(secret)} bytes instead of {SECRET_BYTES}. Restore it "
            "from a backup; deleting it makes a new one, which changes the hidden inputs of every regrade."
        )
    share(course, course.secret)  # one that was made before the course was shared
    return secret


def secret_id(secret: bytes) -> str:
    """Return a short name of the secret that tells nothing about it."""
    return hmac.digest(secret, b"examiner secret id", "sha256").hex()[:_ID_DIGITS]


def derive_seed(secret: bytes, *parts: str | bytes) -> int:
    """Return a 128-bit seed that only the holder of ``secret`` can compute.

    HMAC-SHA256 (RFC 2104) over the parts, each with its type and length, so that no two lists of parts
    run together to the same message.
    """
    message = bytearray()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        message += (b"s" if isinstance(part, str) else b"b") + len(data).to_bytes(8, "big") + data
    return int.from_bytes(hmac.digest(secret, bytes(message), "sha256")[:_SEED_BYTES], "big")


def _make(course: Course) -> None:
    """Write a new secret; of several processes the first one wins."""
    _check_rights(course, course.make_state())
    rights = course.settings.state_rights & 0o666
    durable.create(course.secret, secrets.token_bytes(SECRET_BYTES), rights=rights)


def _check_rights(course: Course, path: Path, status: os.stat_result | None = None) -> None:
    """Refuse a file or folder that others may use than its owner, or the group that shares the course."""
    mode = (status or path.stat()).st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise CourseError(f"{path} is not a regular file: move it away")
    rights = course.settings.state_rights if stat.S_ISDIR(mode) else course.settings.state_rights & 0o666
    if stat.S_IMODE(mode) & 0o777 & ~course.settings.state_rights:
        raise CourseError(f"other users may use {path}. Close it: chmod {rights:o} {shlex.quote(str(path))}")
