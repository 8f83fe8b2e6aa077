"""From folders, notebooks and zip files to single files, laid into one room under numbers.

What an archive says of itself is believed in nothing: names cannot lead out of the room because no file has its name
there, sizes are counted while they are written, links and devices are left out.
"""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from examiner.collecting.members import (
    NO_FILE,
    LeftOutError,
    Member,
    broken,
    check,
    is_ours,
    members_of,
    opened,
    time_of,
)
from examiner.collecting.shares import MIB, MOST_OF_ONE, Share, shares
from examiner.course.errors import CourseError, explained
from examiner.model import digest
from examiner.model.text import composed

MOST_FILES = 100_000  # in folders, and in an archive that was named itself
MOST_DEPTH = 3  # archives inside one another
LITTER = "left by a system, nobody's work"
_PIECE = 1 << 16
_OTHER_ARCHIVES = (".rar", ".7z", ".tar", ".tar.gz", ".tgz")
_LITTER = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", "__pycache__", ".ipynb_checkpoints")


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

    def inner(self, member: Member) -> Spot:
        """Return where a member of the archive here is."""
        parts = (part for part in member.name.split("/") if part not in ("", "."))
        return Spot(f"{self.path}/{member.name}{member.again}", (*self.parts, *parts), self.source)


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

    def items(self, sources: Sequence[Path]) -> list[Item]:
        """Return what is in the sources, in their order.

        Raises
        ------
        CourseError
            If a source is not there, or there are too many files.
        """
        found: list[Item] = []
        once: dict[Path, Path] = {}
        for source in sources:
            once.setdefault(source.resolve(), source)
        for source in once.values():
            if not source.exists():
                raise CourseError(f"{source}: there is no such file or folder to collect from")
            found.extend(self._folder(source) if source.is_dir() else self._single(source))
        return found

    def _single(self, source: Path) -> Iterator[Item]:
        name = composed(_text(source.resolve().name))
        yield from self._file(source, Spot(_text(str(source)), (name,), str(source)), MOST_FILES)

    def _folder(self, source: Path) -> Iterator[Item]:
        count, unread = 0, list[OSError]()
        name = composed(_text(source.resolve().name))

        def spot(path: Path) -> Spot:
            parts = (composed(_text(part)) for part in path.relative_to(source).parts)
            return Spot(_text(str(path)), (name, *parts), str(source))

        for where, folders, names in os.walk(source, onerror=unread.append):
            folders.sort()
            links = (one for one in folders if os.path.islink(os.path.join(where, one)))
            for own in (*links, *sorted(names)):
                count += 1
                if count > MOST_FILES:
                    raise CourseError(f"{source}: more than {MOST_FILES:,} files; collect from its parts one by one")
                yield from self._file(Path(where, own), spot(Path(where, own)), MOST_OF_ONE)
        for error in unread:
            yield Item(
                spot(Path(error.filename)),
                trouble=f"the folder cannot be read, so what is in it is unknown: {explained(error)}",
            )

    def _file(self, path: Path, spot: Spot, most_files: int) -> Iterator[Item]:
        try:
            state = path.lstat()
            if not stat.S_ISREG(state.st_mode):
                raise LeftOutError(NO_FILE)
            if not _is_zip(spot.parts[-1]) or is_litter(spot.parts):
                with open(path, "rb") as file:
                    yield self._kept(file, spot, _moment(state.st_mtime), self.most_mib * MIB)
                return
        except (LeftOutError, OSError) as error:
            yield _left(spot, error)
        else:
            yield from self._archive(path, spot, 1, most_files)

    def _archive(
        self, path: Path, spot: Spot, depth: int, most_files: int, share: Share | None = None
    ) -> Iterator[Item]:
        """Unpack an archive; one inside another has the share of that hand-in, and is read as a whole or not at all."""
        try:
            with opened(path, most_files) as archive:
                members = members_of(archive, self.encoding, most_files)
                sizes = [self._size(member, spot.inner(member)) for member in members]
                if share is None:
                    own = shares(path.stat().st_size, members, sizes)
                else:
                    share.enter(sum(sizes), len(members))
                    own = [share] * len(members)
                for member, its in zip(members, own, strict=True):
                    yield from self._member(archive, member, spot.inner(member), depth, its)
        except (LeftOutError, OSError) as error:
            yield _left(spot, error)

    def _size(self, member: Member, spot: Spot) -> int:
        """Return what a member becomes, 0 if it is not read. Reading it never gives more than the archive says."""
        try:
            check(member.info, member.name)
            _wanted(spot)
        except LeftOutError:
            return 0
        size = member.info.file_size
        return size if _is_zip(spot.parts[-1]) or size <= self.most_mib * MIB else 0

    def _member(self, archive: zipfile.ZipFile, member: Member, spot: Spot, depth: int, share: Share) -> Iterator[Item]:
        inner, size = _is_zip(spot.parts[-1]), member.info.file_size
        try:
            check(member.info, member.name)
            _wanted(spot)
            if share.closed:
                raise LeftOutError(share.closed)
            if inner and depth >= MOST_DEPTH:
                raise LeftOutError(f"archives more than {MOST_DEPTH} deep: unpack it by hand")
            most = share.most if inner else self.most_mib * MIB
            if size > most:
                raise _too_large(most)
            share.used += size
            with broken("it cannot be unpacked ({}): download the archive again"), archive.open(member.info) as file:
                item = self._kept(file, spot, time_of(member.info, self.zone), most)
        except LeftOutError as error:
            yield _left(spot, error)
        else:
            if inner and item.place is not None:
                yield from self._archive(item.place, spot, depth + 1, MOST_OF_ONE, share)
            else:
                yield item

    def _kept(self, file: IO[bytes], spot: Spot, changed: datetime | None, most: int) -> Item:
        """Copy a file into the room."""
        _wanted(spot)
        self.files += 1
        place = self.room / f"{self.files:06}"
        size = _copied(file, place, most)
        return Item(spot, place, digest.of_file(place), size, changed)


def _wanted(spot: Spot) -> None:
    """Refuse what nobody handed in, and what nobody can read."""
    if is_litter(spot.parts):
        raise LeftOutError(LITTER)
    if spot.parts[-1].casefold().endswith(_OTHER_ARCHIVES):
        raise LeftOutError("an archive, but no zip: unpack it and collect from the folder")


def _left(spot: Spot, error: LeftOutError | OSError) -> Item:
    """Return a file that is not read; what is wrong with this machine, and with no file, is raised on."""
    if isinstance(error, OSError) and is_ours(error):
        raise error
    return Item(spot, trouble=explained(error) if isinstance(error, OSError) else str(error))


def _too_large(most: int) -> LeftOutError:
    return LeftOutError(f"too large: of this file at most {most / MIB:.0f} MiB are taken")


def _moment(seconds: float) -> datetime | None:
    """Return a file's time; None if it is beyond all calendars."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _copied(file: IO[bytes], place: Path, most: int) -> int:
    """Copy a file and return its size; one that is larger than ``most`` bytes is left out."""
    size = 0
    with open(place, "xb") as copy:
        while piece := file.read(_PIECE):
            size += len(piece)
            if size > most:
                copy.truncate(0)
                raise _too_large(most)
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
