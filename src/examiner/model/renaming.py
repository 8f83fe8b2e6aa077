"""A name given in one step that only some systems know, and what is done on the others."""

from __future__ import annotations

import ctypes
import errno
import os
from pathlib import Path

_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS)  # of file systems without hard links, such as a stick's FAT
_AT_FDCWD, _RENAME_NOREPLACE, _RENAME_EXCHANGE = -100, 1, 2  # of Linux: linux/fcntl.h, linux/fs.h


def exchange(one: Path, other: Path) -> bool:
    """Let two names change places in one step; return False where the system does not offer that."""
    return _renamed(one, other, _RENAME_EXCHANGE)


def exchange_in_steps(new: Path, place: Path, aside: Path) -> None:
    """Let two names change places by way of a third one; after an error all is as it was."""
    os.rename(place, aside)
    try:
        os.rename(new, place)
    except BaseException:
        os.rename(aside, place)
        raise
    os.rename(aside, new)


def take_name(draft: Path, place: Path) -> None:
    """Give a draft its name if nothing has that yet; a link does so on most file systems, and what is left is removed.

    Where neither links nor such renames are known the name is taken first: a power cut just then leaves it empty.
    """
    try:
        os.link(draft, place)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if not _renamed(draft, place, _RENAME_NOREPLACE):
            os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
            os.replace(draft, place)


def _renamed(one: Path, other: Path, how: int) -> bool:
    """Rename as only Linux can, in one step; return False where the system does not offer that, or refuses."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:  # an older C library, or not Linux
        return False
    done = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), ctypes.c_uint(how))
    return bool(done == 0)  # else the steps will work, or say what is wrong
