"""From folders, notebooks and zip files to single files, laid into one room under numbers.

What an archive says of itself is believed in nothing: names cannot lead out of the room because no file has its name
there, sizes are counted while they are written, links and devices are left out.
"""

from __future__ import annotations

import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from examiner.collecting.zipnames import extra_fields, names_in
from examiner.course.errors import CourseError, explained
from examiner.model import digest
from examiner.model.text import composed

MIB = 1 << 20
MOST_FILES = 100_000
MOST_DEPTH = 3  # archives inside one another
EXPANSION = 100  # times its own size that an archive may hold in all, as Canvas has it
ALWAYS_MIB = 256  # that a small archive may hold whatever its size
LITTER = "left by a system, nobody's work"
_NO_FILE = "a link or special file: only files themselves are taken"
_PIECE = 1 << 16
_OTHER_ARCHIVES = (".rar", ".7z", ".tar", ".tar.gz", ".tgz")
_LITTER = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", "__pycache__", ".ipynb_checkpoints")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_TIMES = 0x5455  # Info-ZIP's extra field: flags, seconds since 1970 of the last change
_NO_TIME = 1980  # the year of a zip member that has no time


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a file is.

    Parameters
    ----------
    path : str
        For people: archives and what is in them with ``/`` between.
    parts : tuple of str
        The same from the named source on, the source's own name first, names composed (NFC).
    source : str
        The source as it was named.
    """

    path: str
    parts: tuple[str, ...]
    source: str

    def inner(self, name: str) -> Spot:
        """Return where a member of the archive here is."""
        parts = (part for part in name.split("/") if part not in ("", "."))
        return Spot(f"{self.path}/{name}", (*self.parts, *parts), self.source)


@dataclass(frozen=True, slots=True)
class Item:
    """One file that was found.

    Parameters
    ----------
    spot : Spot
        Where.
    place : Path or None
        Where its bytes lie; None if it was not read.
    sha256 : str
    size : int
        Bytes.
    changed : datetime or None
        When it was last changed, as far as its archive or the file system says.
    trouble : str
        Why it was not read.
    """

    spot: Spot
    place: Path | None = None
    sha256: str = ""
    size: int = 0
    changed: datetime | None = None
    trouble: str = ""

    @property
    def path(self) -> str:
        """Where, for people."""
        return self.spot.path

    @property
    def parts(self) -> tuple[str, ...]:
        """The path's parts from the source on."""
        return self.spot.parts


class _LeftOutError(Exception):
    """A file is not read; the message says why."""


@dataclass(slots=True)
class Unpacking:
    """Unpacks sources into a room.

    Parameters
    ----------
    room : Path
        An empty folder.
    most_mib : int
        MiB that one file may have.
    zone : str
        The time zone of archives, whose times have none.
    encoding : str
        Of names in archives that do not say it; empty: found out.
    """

    room: Path
    most_mib: int
    zone: str = "UTC"
    encoding: str = ""
    files: int = 0
    budget: int = 0  # bytes that archives may still become

    def items(self, sources: Sequence[Path]) -> list[Item]:
        """Return what is in the sources, in their order.

        Raises
        ------
        CourseError
            If a source is not there, or there are too many files.
        """
        found: list[Item] = []
        for source in sources:
            if not source.exists():
                raise CourseError(f"{source}: there is no such file or folder to collect from")
            for item in self._source(source):
                found.append(item)
                if len(found) > MOST_FILES:
                    raise CourseError(f"{source}: more than {MOST_FILES:,} files; collect from its parts one by one")
        return found

    def _source(self, source: Path) -> Iterator[Item]:
        name = composed(_text(source.resolve().name))
        if not source.is_dir():
            yield from self._file(source, Spot(_text(str(source)), (name,), str(source)))
            return
        for where, folders, names in os.walk(source):
            folders.sort()
            links = (one for one in folders if Path(where, one).is_symlink())
            for own in (*links, *sorted(names)):
                path = Path(where, own)
                parts = (composed(_text(part)) for part in path.relative_to(source).parts)
                yield from self._file(path, Spot(_text(str(path)), (name, *parts), str(source)))

    def _file(self, path: Path, spot: Spot) -> Iterator[Item]:
        try:
            state = path.lstat()
            if not stat.S_ISREG(state.st_mode):
                raise _LeftOutError(_NO_FILE)
            if not _is_zip(spot.parts[-1]):
                with open(path, "rb") as file:
                    yield self._kept(file, spot, datetime.fromtimestamp(state.st_mtime, UTC))
                return
        except _LeftOutError as error:
            yield Item(spot, trouble=str(error))
        except OSError as error:
            yield Item(spot, trouble=explained(error))
        else:
            self.budget += max(EXPANSION * state.st_size, ALWAYS_MIB * MIB)
            yield from self._archive(path, spot, 1)

    def _archive(self, path: Path, spot: Spot, depth: int) -> Iterator[Item]:
        try:
            with zipfile.ZipFile(path) as archive:
                infos = archive.infolist()
                for info, name in zip(infos, names_in(infos, self.encoding), strict=True):
                    if not name.endswith(("/", "\\")):
                        yield from self._member(archive, info, composed(name.replace("\\", "/")), spot, depth)
        except UnicodeDecodeError:
            yield Item(spot, trouble=f"its names are not in {self.encoding}: name another encoding with --zip-names")
        except (zipfile.BadZipFile, struct.error, OSError):
            yield Item(spot, trouble="it is no zip file, or a damaged one: download it again")

    def _member(
        self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, spot: Spot, depth: int
    ) -> Iterator[Item]:
        spot = spot.inner(name)
        try:
            _check(info, name)
            with archive.open(info) as file:
                item = self._kept(file, spot, _time_of(info, self.zone))
        except _LeftOutError as error:
            yield Item(spot, trouble=str(error))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            yield Item(spot, trouble=f"it cannot be unpacked ({error}): download the archive again")
        else:
            if item.place is None or not _is_zip(spot.parts[-1]):
                yield item
            elif depth >= MOST_DEPTH:
                yield Item(spot, trouble=f"archives more than {MOST_DEPTH} deep: unpack it by hand")
            else:
                yield from self._archive(item.place, spot, depth + 1)

    def _kept(self, file: IO[bytes], spot: Spot, changed: datetime | None) -> Item:
        """Copy a file into the room."""
        if is_litter(spot.parts):
            return Item(spot, trouble=LITTER)
        if spot.parts[-1].casefold().endswith(_OTHER_ARCHIVES):
            return Item(spot, trouble="an archive, but no zip: unpack it and collect from the folder")
        self.files += 1
        place = self.room / f"{self.files:06}"
        packed = isinstance(file, zipfile.ZipExtFile)
        most = self.most_mib * MIB if not _is_zip(spot.parts[-1]) else self.budget
        size = _copied(file, place, min(most, self.budget) if packed else most)
        if packed:
            self.budget -= size
        return Item(spot, place, digest.of_file(place), size, changed)


def _copied(file: IO[bytes], place: Path, most: int) -> int:
    """Copy a file and return its size; one that is larger than ``most`` bytes is left out."""
    size = 0
    with open(place, "xb") as copy:
        while piece := file.read(_PIECE):
            size += len(piece)
            if size > most:
                copy.truncate(0)
                raise _LeftOutError(f"too large: of this file at most {most / MIB:.0f} MiB are taken")
            copy.write(piece)
    return size


def _text(name: str) -> str:
    """Return a name that can be shown: file systems allow bytes that are no text."""
    return name.encode(errors="surrogateescape").decode(errors="replace")


def is_litter(parts: Sequence[str]) -> bool:
    """Say whether a file is one that systems leave: a folder's look, a backup, what is hidden."""
    hidden = any(part.startswith((".", "~$")) and part not in (".", "..") for part in parts[1:])
    return hidden or any(part in _LITTER for part in parts) or parts[-1].startswith(("._", "~$"))


def _is_zip(name: str) -> bool:
    return name.casefold().endswith(".zip")


def _check(info: zipfile.ZipInfo, name: str) -> None:
    """Refuse members that are more than a file, or would lie elsewhere than below their archive."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise _LeftOutError(_NO_FILE)
    if info.flag_bits & 1:
        raise _LeftOutError("it is encrypted: unpack it with its password and collect from the folder")
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", name):
        raise _LeftOutError("its path leads out of the archive")
    if any(_DEVICE.fullmatch(part.strip()) for part in parts):
        raise _LeftOutError("it has the name of a device")
    if any(ord(char) < 32 for char in name):
        raise _LeftOutError("its name holds control characters")


def _time_of(info: zipfile.ZipInfo, zone: str) -> datetime | None:
    for body in extra_fields(info.extra, _TIMES):
        if len(body) >= 5 and body[0] & 1:
            return datetime.fromtimestamp(struct.unpack_from("<i", body, 1)[0], UTC)
    try:
        found = datetime(*info.date_time, tzinfo=ZoneInfo(zone))
    except ValueError:
        return None
    return found if found.year > _NO_TIME else None
