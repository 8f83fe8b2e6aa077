"""Whether a backup holds what its manifest says: asked of a new one before it has its name, and before a restore."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from examiner.archive.manifest import NAME, SCHEMA_VERSION, Entry, Manifest
from examiner.course.errors import CourseError
from examiner.model import digest, serial

PIECE = 1 << 20  # bytes read at once
_MOST_MANIFEST = 256 << 20  # bytes


@contextmanager
def opened(backup: Path) -> Iterator[zipfile.ZipFile]:
    """Open a backup, and say of what cannot be read in it that it is damaged."""
    try:
        with zipfile.ZipFile(backup) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise CourseError(
            f"{backup} is damaged, or no backup: {error}. Nothing was written; take another one"
        ) from None


def checked(archive: zipfile.ZipFile, backup: Path) -> Manifest:
    """Return what a backup says that it holds, if it holds just that.

    Raises
    ------
    CourseError
        If it does not.
    """
    manifest = _manifest(archive, backup)
    names = archive.namelist()
    expected = sorted([NAME, *(entry.member for entry in manifest.files)])
    if sorted(names) != expected or len({*expected}) < len(expected):
        odd = sorted({*names} ^ {*expected})
        raise CourseError(f"{backup} does not hold what its manifest says: {', '.join(odd[:3]) or 'a name twice'}")
    for named in (*manifest.files, *manifest.folders):
        place = PurePosixPath(named.place)
        if not place.parts or place.is_absolute() or ".." in place.parts or "\0" in named.place:
            raise CourseError(f"{backup}: {named.path!r} leads out of the course's folder")
    for entry in manifest.files:
        read(archive, entry, backup, lambda _: None)
    return manifest


def _manifest(archive: zipfile.ZipFile, backup: Path) -> Manifest:
    if NAME not in archive.namelist() or archive.getinfo(NAME).file_size > _MOST_MANIFEST:
        raise CourseError(f"{backup} is no backup of a course: it has no {NAME}. `examiner backup FILE` makes one")
    try:
        data = json.loads(archive.read(NAME))
        serial.require_version(data, SCHEMA_VERSION, f"{backup}: {NAME}")
        return serial.from_plain(data, Manifest, f"{backup}: {NAME}")
    except ValueError as error:
        raise CourseError(f"{error}. It is damaged, or of another version of examiner") from None


def read(archive: zipfile.ZipFile, entry: Entry, backup: Path, write: Callable[[bytes], object]) -> None:
    """Hand a file's bytes to ``write``; at their end refuse them if they are not those that were backed up."""

    def pieces() -> Iterator[bytes]:
        with archive.open(entry.member) as member:
            for piece in iter(lambda: member.read(PIECE), b""):
                write(piece)
                yield piece

    size = archive.getinfo(entry.member).file_size  # more than that is never read
    if size != entry.size or digest.of_parts(pieces()) != entry.sha256:
        raise CourseError(f"{backup}: {entry.path} is not what was backed up; nothing was written, take another backup")
