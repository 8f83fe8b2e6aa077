"""From a course to one file that holds all of it, with the digest of each part; it takes its name when it is whole."""

from __future__ import annotations

import contextlib
import functools
import grp
import os
import sqlite3
import stat
import tempfile
import zipfile
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO

import msgspec

from examiner.archive.checking import PIECE, checked, opened
from examiner.archive.contents import contents, gradebook_in
from examiner.archive.manifest import NAME, Entry, Manifest, Named, as_text
from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.course.lock import the_only_collector, the_only_writer
from examiner.model import digest, durable, serial

_OWNER_ONLY = 0o600  # the archive holds the course's secret
_PATIENCE = 30.0  # seconds that a locked gradebook is waited for
_GRADEBOOK = "gradebook{}.db"


@dataclass(frozen=True, slots=True)
class Backup:
    """What was saved.

    Parameters
    ----------
    manifest : Manifest
        What is in the file.
    notes : list of str
        What a person must see to.
    told : list of str
        What is left out since it can be made again, and what else is good to know.
    """

    manifest: Manifest
    notes: list[str]
    told: list[str]


def back_up(course: Course, place: Path) -> Backup:
    """Write a backup, and read it once more before it gets its name.

    Nothing is graded or collected meanwhile. The gradebook is copied by SQLite's own backup, so that what formgrader
    writes meanwhile is in it whole or not at all.

    Parameters
    ----------
    course : Course
    place : Path
        A name that nothing has yet.

    Raises
    ------
    CourseError
        If something has that name, the course is graded or collected just now, a file changes or vanishes meanwhile,
        or the gradebook cannot be read.
    OSError
        If something cannot be read, or the backup cannot be written.
    """
    if os.path.lexists(place):
        raise CourseError(f"{place} is there already: give another name, so that no backup is lost")
    place.parent.mkdir(parents=True, exist_ok=True)
    durable.clear_drafts(place)
    with the_only_writer(course), the_only_collector(course):
        found = contents(course)
        with durable.new_file(place, rights=_OWNER_ONLY) as draft:
            with zipfile.ZipFile(draft, "w") as archive:
                entries = [_add(archive, path, path.relative_to(course.root).as_posix()) for path in found.files]
                gradebook = _add_gradebook(course, archive, {entry.path for entry in entries})
                entries += [gradebook] if gradebook is not None else []
                manifest = _manifest(course, entries, found.folders, gradebook)
                archive.writestr(NAME, serial.dumps(manifest), zipfile.ZIP_DEFLATED)
            with opened(draft) as archive:
                checked(archive, place)
    notes = [*_of_gradebook(course, gradebook), *found.missing, *_of_rights(place)]
    return Backup(manifest, notes, found.told)


def _manifest(course: Course, entries: list[Entry], folders: list[Path], gradebook: Entry | None) -> Manifest:
    return Manifest(
        course_id=course.settings.course_id,
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        version=version("examiner"),
        gradebook=gradebook.path if gradebook is not None else "",
        server=course.gradebook is None,
        files=tuple(entries),
        folders=tuple(_folder(path, path.relative_to(course.root).as_posix()) for path in folders),
        mode=stat.S_IMODE(course.root.stat().st_mode),
        group=_group(course.root.stat().st_gid),
    )


def _folder(path: Path, name: str) -> Named:
    text, quoted = as_text(name)
    there = path.stat()
    return Named(path=text, quoted=quoted, mode=stat.S_IMODE(there.st_mode), group=_group(there.st_gid))


@functools.cache
def _group(number: int) -> str:
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return ""  # nobody could be given its files by name


def _add(archive: zipfile.ZipFile, path: Path, name: str) -> Entry:
    """Copy a file into an archive, and return what was copied: its digest is of those very bytes."""
    text, quoted = as_text(name)
    try:
        with open(path, "rb") as file:
            before = os.fstat(file.fileno())
            rights = Named(path=text, quoted=quoted, mode=stat.S_IMODE(before.st_mode), group=_group(before.st_gid))
            info = zipfile.ZipInfo(rights.member)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, before.st_mode << 16
            with archive.open(info, "w", force_zip64=True) as member:
                sha256 = digest.of_parts(_copied(file, member))
            size, after = file.tell(), os.fstat(file.fileno())
    except FileNotFoundError:
        raise CourseError(f"{path} has gone while it was backed up: run it again when nothing is graded") from None
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, size):
        raise CourseError(f"{path} has changed while it was backed up: run it again when nothing is graded")
    return Entry(**msgspec.structs.asdict(rights), sha256=sha256, size=size)


def _copied(file: IO[bytes], member: IO[bytes]) -> Iterator[bytes]:
    for piece in iter(lambda: file.read(PIECE), b""):
        member.write(piece)
        yield piece


def _add_gradebook(course: Course, archive: zipfile.ZipFile, taken: Collection[str]) -> Entry | None:
    path, inside = course.gradebook, gradebook_in(course)
    if path is None or not path.is_file():
        return None
    names = (_GRADEBOOK.format(f"-{number}" if number else "") for number in range(len(taken) + 1))
    name = inside.as_posix() if inside is not None else next(name for name in names if name not in taken)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        try:
            with (
                closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_PATIENCE)) as source,
                closing(sqlite3.connect(copy)) as target,
            ):
                source.backup(target)
        except sqlite3.Error as error:
            raise CourseError(f"{path} cannot be copied: {error}. Is it nbgrader's gradebook?") from None
        copy.chmod(stat.S_IMODE(path.stat().st_mode))
        with contextlib.suppress(PermissionError):  # then it is the group's of who makes the backup
            os.chown(copy, -1, path.stat().st_gid)
        return _add(archive, copy, name)


def _of_gradebook(course: Course, saved: Entry | None) -> Iterator[str]:
    if course.gradebook is None:
        yield (
            "the gradebook is kept by a database server and is NOT in the backup: save it with "
            "'pg_dump --format=custom --file=gradebook.dump DATABASE', and bring it back with pg_restore"
        )
    elif saved is None:
        if (course.state / "reports").exists():
            yield f"work was graded, and no gradebook is at {course.gradebook}: correct c.CourseDirectory.db_url"
    elif gradebook_in(course) is None:
        yield (
            f"the gradebook lies outside of the course, at {course.gradebook}; restoring puts it into the course as "
            f"{saved.path}: then change c.CourseDirectory.db_url"
        )


def _of_rights(place: Path) -> Iterator[str]:
    if place.stat().st_mode & 0o077:
        yield f"others may read {place}, as its file system keeps no permissions: it holds the course's secret"
