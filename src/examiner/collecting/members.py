"""What zip files and their members say of themselves, and which of them are not believed."""

from __future__ import annotations

import errno
import io
import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from examiner.collecting.fitting import too_long
from examiner.collecting.zipnames import extra_fields, names_in
from examiner.model.text import composed

NO_FILE = "a link or special file: only files themselves are taken"
# What reading a damaged archive raises, by its kind of compression; a full disk is none of it.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    ArithmeticError,
    LookupError,
    MemoryError,
    OSError,
)
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE)
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_TIMES = 0x5455  # Info-ZIP's extra field: flags, seconds since 1970 of the last change
_NO_TIME = 1980  # the year of a zip member that has no time
_ENTRY = 800  # bytes of an archive's own list that a file may take on average


_NO_UTF8 = "a name in it says that it is UTF-8 and is not: unpack it by hand and collect from the folder"


class LeftOutError(Exception):
    """A file is not read; the message says why."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive.

    Parameters
    ----------
    info : ZipInfo
    name : str
        Decoded, composed (NFC), with ``/`` between folders.
    again : str
        Tells it from earlier ones of the same name, for people.
    """

    info: zipfile.ZipInfo
    name: str
    again: str = ""


def is_ours(error: OSError) -> bool:
    """Say whether an error is this machine's, and no file's: nothing can be collected then."""
    return error.errno in _FULL


@contextmanager
def broken(sentence: str) -> Iterator[None]:
    """Say a sentence in place of what reading a damaged archive raises; ``{}`` in it is that.

    Raises
    ------
    LeftOutError
    """
    try:
        yield
    except _BROKEN as error:
        if isinstance(error, OSError) and is_ours(error):
            raise
        raise LeftOutError(sentence.format(error)) from None


class _Bounded(io.BufferedReader):
    """A file of which nobody reads more than so much at once: an archive's own list is read in one piece."""

    most: int

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > self.most:
            raise LeftOutError("it lists too many files: unpack it by hand and collect from the folder")
        return super().read(size)


@contextmanager
def opened(path: Path, most: int) -> Iterator[zipfile.ZipFile]:
    """Open an archive that has at most so many files.

    Raises
    ------
    LeftOutError
        If it cannot be opened.
    """
    with _Bounded(io.FileIO(path)) as file:
        file.most = most * _ENTRY
        with broken("it is no zip file, or a damaged one: download it again"):
            try:
                archive = zipfile.ZipFile(file)
            except UnicodeDecodeError:
                raise LeftOutError(_NO_UTF8) from None
        yield archive


def members_of(archive: zipfile.ZipFile, encoding: str, most: int) -> list[Member]:
    """Return the files of an archive.

    Raises
    ------
    LeftOutError
        If their names cannot be read, or there are more than ``most``.
    """
    infos = archive.infolist()
    try:
        names = names_in(infos, encoding)
    except (UnicodeError, LookupError):
        raise LeftOutError(f"its names are not in {encoding}: name another encoding with --zip-names") from None
    found: list[Member] = []
    seen: Counter[str] = Counter()
    for info, raw in zip(infos, names, strict=True):
        name = composed(raw.encode("utf-8", "replace").decode().replace("\\", "/"))
        if not name.endswith("/"):
            seen[name] += 1
            found.append(Member(info, name, f" (number {seen[name]} of this name)" if seen[name] > 1 else ""))
    if len(found) > most:
        raise LeftOutError(f"more than {most:,} files are in it: unpack it by hand and collect from the folder")
    return found


def check(info: zipfile.ZipInfo, name: str) -> None:
    """Refuse members that are more than a file, or would lie elsewhere than below their archive.

    Raises
    ------
    LeftOutError
    """
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise LeftOutError(NO_FILE)
    if info.flag_bits & 1:
        raise LeftOutError("it is encrypted: unpack it with its password and collect from the folder")
    parts = name.split("/")
    if parts[-1] in ("", "."):
        raise LeftOutError("it has no name")
    if name.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", name):
        raise LeftOutError("its path leads out of the archive")
    if any(_DEVICE.fullmatch(part.strip()) for part in parts):
        raise LeftOutError("it has the name of a device")
    if any(ord(char) < 32 for char in name):
        raise LeftOutError("its name holds control characters")
    if why := too_long(name):
        raise LeftOutError(why)


def time_of(info: zipfile.ZipInfo, zone: str) -> datetime | None:
    """Return when a member was last changed, as its archive says."""
    for body in extra_fields(info.extra, _TIMES):
        if len(body) >= 5 and body[0] & 1:
            return datetime.fromtimestamp(struct.unpack_from("<i", body, 1)[0], UTC)
    try:
        found = datetime(*info.date_time, tzinfo=ZoneInfo(zone))
    except ValueError:
        return None
    return found if found.year > _NO_TIME else None
