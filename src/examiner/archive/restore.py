"""From a backup to a course's folder: all of it is checked first, and the folder appears whole or not at all."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath

from examiner.archive.manifest import FILES, NAME, SCHEMA_VERSION, Entry, Manifest
from examiner.course.errors import CourseError
from examiner.model import digest, durable, serial

_PIECE = 1 << 20  # bytes read at once
_MOST_MANIFEST = 256 << 20  # bytes
_FOLDER, _STATE = 0o755, 0o700


def restore(backup: Path, place: Path) -> Manifest:
    """Make the course's folder of a backup.

    Parameters
    ----------
    backup : Path
    place : Path
        A folder that is empty or not there.

    Raises
    ------
    CourseError
        If the folder holds something, or anything in the backup is not as its manifest says.
    """
    if place.is_symlink() or (place.exists() and (not place.is_dir() or any(place.iterdir()))):
        raise CourseError(
            f"{place} is not an empty folder: a backup is restored into a new one, so that nothing is lost"
        )
    with _opened(backup) as archive:
        manifest = _manifest(archive, backup)
        for entry in manifest.files:
            _read(archive, entry, backup, lambda _: None)
        durable.clear_drafts(place)
        with durable.new_folder(place) as draft:
            _check_room(manifest, draft, backup)
            for entry in manifest.files:
                _extract(archive, entry, backup, draft)
            _check_gradebook(draft / manifest.gradebook if manifest.gradebook else None, backup)
            for folder in (path for path in draft.iterdir() if path.is_dir()):
                folder.chmod(_STATE if folder.name.startswith(".") else _FOLDER)
    return manifest


@contextmanager
def _opened(backup: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(backup) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise CourseError(
            f"{backup} is damaged, or no backup: {error}. Nothing was written; take another one"
        ) from None


def _manifest(archive: zipfile.ZipFile, backup: Path) -> Manifest:
    """Return what the backup says that it holds, if it holds just that."""
    names = archive.namelist()
    if NAME not in names or archive.getinfo(NAME).file_size > _MOST_MANIFEST:
        raise CourseError(f"{backup} is no backup of a course: it has no {NAME}. `examiner backup FILE` makes one")
    try:
        data = json.loads(archive.read(NAME))
        serial.require_version(data, SCHEMA_VERSION, f"{backup}: {NAME}")
        manifest: Manifest = serial.from_plain(data, Manifest, f"{backup}: {NAME}")
    except ValueError as error:
        raise CourseError(f"{error}. It is damaged, or of another version of examiner") from None
    expected = sorted([NAME, *(FILES + entry.path for entry in manifest.files)])
    if sorted(names) != expected:
        odd = sorted({*names} ^ {*expected})
        raise CourseError(f"{backup} does not hold what its manifest says: {', '.join(odd[:3]) or 'a name twice'}")
    for entry in manifest.files:
        parts = PurePosixPath(entry.path).parts
        if not parts or PurePosixPath(entry.path).is_absolute() or ".." in parts or "\\" in entry.path:
            raise CourseError(f"{backup}: {entry.path!r} leads out of the course's folder")
    return manifest


def _read(archive: zipfile.ZipFile, entry: Entry, backup: Path, write: Callable[[bytes], object]) -> None:
    """Hand a file's bytes to ``write``; at their end refuse them if they are not those that were backed up."""

    def pieces() -> Iterator[bytes]:
        with archive.open(FILES + entry.path) as member:
            for piece in iter(lambda: member.read(_PIECE), b""):
                write(piece)
                yield piece

    size = archive.getinfo(FILES + entry.path).file_size  # more than that is never read
    if size != entry.size or digest.of_parts(pieces()) != entry.sha256:
        raise CourseError(f"{backup}: {entry.path} is not what was backed up; nothing was written, take another backup")


def _check_room(manifest: Manifest, folder: Path, backup: Path) -> None:
    need, free = sum(entry.size for entry in manifest.files), shutil.disk_usage(folder).free
    if need > free:
        raise CourseError(f"{backup} needs {need >> 20} MiB, and there are {free >> 20} MiB free at {folder.parent}")


def _extract(archive: zipfile.ZipFile, entry: Entry, backup: Path, draft: Path) -> None:
    path = draft / entry.path
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb") as file:
        _read(archive, entry, backup, file.write)
    path.chmod(entry.mode & 0o777)


def _check_gradebook(path: Path | None, backup: Path) -> None:
    if path is None:
        return
    try:
        with closing(sqlite3.connect(path)) as database:
            (said,) = database.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as error:
        said = str(error)
    if said != "ok":
        raise CourseError(f"{backup}: the gradebook in it is damaged: {said}. Nothing was written")
