"""By what a folder is known to hold what it held when it was read last, without reading it again."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from examiner.model import digest

MOST = 4000  # files and folders; one that holds more is read each time
_COARSEST = 2_000_000_000  # ns between two times that a file system can tell apart: FAT's
_DEEPEST = 16  # folders inside one another


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a folder's entries show of themselves: size, times, inode, rights and links of each.

    Parameters
    ----------
    digest : str
        Of all that.
    newest : int
        When something in it was last changed, in ns since 1970.
    """

    digest: str
    newest: int

    def tells(self, at: int) -> bool:
        """Say whether any change after the moment ``at`` would give another stamp.

        What was changed within the clock's granularity before that could be changed once more and show the same
        times; git calls such a file racily clean.
        """
        return self.newest < at - _COARSEST


def stamp(folder: Path) -> Stamp | None:
    """Return a folder's stamp; None if it is none, or holds more than would be looked at for this."""
    seen: list[tuple[object, ...]] = []
    newest = 0
    try:
        for name, status in _entries(folder):
            times = status.st_mtime_ns, status.st_ctime_ns
            newest = max(newest, *times)
            seen.append((name, status.st_mode, status.st_size, *times, status.st_ino, status.st_dev, status.st_nlink))
            if len(seen) > MOST:
                return None
    except OSError:
        return None
    return Stamp(digest.of_text(repr(sorted(seen))), newest)


def clock(folder: Path) -> int:
    """Return what time it is for the file system that a folder lies on, in ns since 1970."""
    with tempfile.TemporaryFile(dir=folder) as file:
        return os.fstat(file.fileno()).st_mtime_ns


def _entries(folder: Path) -> Iterator[tuple[bytes, os.stat_result]]:
    yield b"", os.lstat(folder)
    left = [(os.fsencode(folder), b"", 0)]
    while left:
        where, prefix, depth = left.pop()
        if depth > _DEEPEST:
            raise OSError(f"{folder} holds folders more than {_DEEPEST} deep")
        with os.scandir(where) as entries:
            for entry in entries:
                status = entry.stat(follow_symlinks=False)
                yield prefix + entry.name, status
                if stat.S_ISDIR(status.st_mode):
                    left.append((entry.path, prefix + entry.name + b"/", depth + 1))
