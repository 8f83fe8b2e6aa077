"""From a course to one file that holds all of it, with the digest of each part; it takes its name when it is whole."""

from __future__ import annotations

import os
import sqlite3
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO

from examiner.archive import contents
from examiner.archive.manifest import FILES, NAME, Entry, Manifest
from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.model import digest, durable, serial

_PIECE = 1 << 20  # bytes read at once
_OWNER_ONLY = 0o600  # the archive holds the course's secret
_PATIENCE = 30.0  # seconds that a locked gradebook is waited for
_GRADEBOOK = "gradebook.db"


def back_up(course: Course, place: Path) -> tuple[Manifest, list[str]]:
    """Write a backup, and return what is in it and what a person should know.

    The gradebook is copied by SQLite's own backup, so that what others write meanwhile is in it whole or not at all.

    Parameters
    ----------
    course : Course
    place : Path
        A name that nothing has yet.

    Raises
    ------
    CourseError
        If something has that name, a file changes or vanishes meanwhile, or the gradebook cannot be read.
    """
    if os.path.lexists(place):
        raise CourseError(f"{place} is there already: give another name, so that no backup is lost")
    plain, left_out = contents.files(course)
    place.parent.mkdir(parents=True, exist_ok=True)
    durable.clear_drafts(place)
    with (
        durable.new_file(place, rights=_OWNER_ONLY) as draft,
        zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        entries = [_add(archive, path, path.relative_to(course.root).as_posix()) for path in plain]
        gradebook = _add_gradebook(course, archive)
        entries += [gradebook] if gradebook is not None else []
        manifest = Manifest(
            course_id=course.settings.course_id,
            made=datetime.now(UTC).isoformat(timespec="seconds"),
            version=version("examiner"),
            gradebook=gradebook.path if gradebook is not None else "",
            server=course.gradebook is None,
            files=tuple(entries),
        )
        archive.writestr(NAME, serial.dumps(manifest))
    return manifest, [*_notes(course), *(f"{path} is a link or special file, and is left out" for path in left_out)]


def _add(archive: zipfile.ZipFile, path: Path, name: str) -> Entry:
    """Copy a file into an archive, and return what was copied: its digest is of those very bytes."""
    try:
        with open(path, "rb") as file:
            before = os.fstat(file.fileno())
            with archive.open(zipfile.ZipInfo(FILES + name), "w", force_zip64=True) as member:
                sha256 = digest.of_parts(_copied(file, member))
            size, after = file.tell(), os.fstat(file.fileno())
    except FileNotFoundError:
        raise CourseError(f"{path} has gone while it was backed up: run it again when nothing is graded") from None
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, size):
        raise CourseError(f"{path} has changed while it was backed up: run it again when nothing is graded")
    return Entry(name, sha256, size, stat.S_IMODE(before.st_mode))


def _copied(file: IO[bytes], member: IO[bytes]) -> Iterator[bytes]:
    for piece in iter(lambda: file.read(_PIECE), b""):
        member.write(piece)
        yield piece


def _add_gradebook(course: Course, archive: zipfile.ZipFile) -> Entry | None:
    path = course.gradebook
    if path is None or not path.is_file():
        return None
    inside = path.is_relative_to(course.root)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / _GRADEBOOK
        try:
            with (
                closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_PATIENCE)) as source,
                closing(sqlite3.connect(copy)) as target,
            ):
                source.backup(target)
        except sqlite3.Error as error:
            raise CourseError(f"{path} cannot be copied: {error}. Is it nbgrader's gradebook?") from None
        copy.chmod(stat.S_IMODE(path.stat().st_mode))
        return _add(archive, copy, path.relative_to(course.root).as_posix() if inside else _GRADEBOOK)


def _notes(course: Course) -> Iterator[str]:
    if course.gradebook is None:
        yield (
            "the gradebook is kept by a database server and is NOT in the backup: save it with "
            "'pg_dump --format=custom --file=gradebook.dump DATABASE', and bring it back with pg_restore"
        )
    elif not course.gradebook.is_relative_to(course.root):
        yield (
            f"the gradebook lies outside of the course, at {course.gradebook}; restoring puts it into the course as "
            f"{_GRADEBOOK}: then change c.CourseDirectory.db_url"
        )
