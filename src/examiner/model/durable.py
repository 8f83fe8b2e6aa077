"""Files and folders that are on disk whole or not at all, whatever happens while they are written.

What is new is written under a name of its own beside its place, synced, and only then takes the place, in one step. A
reader sees the old or the new; after an error or a power cut the old is there, and :func:`clear_drafts` removes what
a process that was killed has left.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from examiner.model import digest
from examiner.model.renaming import exchange, exchange_in_steps, take_name

_END = b"\n"
_PREFIX = 18  # characters of what :func:`_prefix` returns
_DRAFT = re.compile(r"\.[0-9a-f]{16}-[0-9a-f]{16}")
_SET_ASIDE = "~"  # ends the name of an old folder where the two cannot change places in one step
_NO_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EBADF)  # of file systems that keep no folders to sync


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file. Missing folders are made; the file's permissions are those of any new file.

    Raises
    ------
    OSError
        If it cannot be written. What was there before is still there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _draft_of(path) as draft:
        _fill(draft, data)
        draft.replace(path)
    sync(path.parent)


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8, its line ends as they are. See :func:`write_bytes`."""
    write_bytes(path, text.encode("utf-8"))


def create(path: Path, data: bytes, *, rights: int) -> None:
    """Write a file that is not there yet; of several processes that do so at once the first wins.

    Parameters
    ----------
    path : Path
        In a folder that exists.
    data : bytes
        What it holds.
    rights : int
        Its permissions, which it has from the beginning.

    Raises
    ------
    FileExistsError
        If it is there already.
    OSError
        If it cannot be written.
    """
    with _draft_of(path) as draft:
        _fill(draft, data, rights)
        take_name(draft, path)
    sync(path.parent)


def add_lines(path: Path, lines: Sequence[bytes], *, rights: int) -> None:
    """Add lines to a log, all or none; they are on disk when this returns, and several processes may do so at once.

    Parameters
    ----------
    path : Path
        In a folder that exists. A last line without an end, which a process that was killed left, is removed.
    lines : sequence of bytes
        Without their ends.
    rights : int
        The permissions of a new file.

    Raises
    ------
    OSError
        If they cannot be written. What was there before is still there.
    """
    with _held_alone(path, rights) as handle:
        size = os.fstat(handle).st_size
        whole = os.pread(handle, size, 0).rfind(_END) + 1
        try:
            os.ftruncate(handle, whole)
            data = b"".join(line + _END for line in lines)
            while data:
                data = data[os.write(handle, data) :]
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, whole)
            raise
    sync(path.parent)


def whole_lines(path: Path) -> list[bytes]:
    """Return the lines of a log, without their ends; none of one that is not there. A torn last line is none."""
    try:
        return path.read_bytes().split(_END)[:-1]
    except FileNotFoundError:
        return []


def keep_lines(path: Path, wanted: Callable[[bytes], bool]) -> None:
    """Remove lines from a log; those that other processes add meanwhile stay.

    Parameters
    ----------
    path : Path
        One that is there.
    wanted : callable
        Says of a line, without its end, whether it stays.
    """
    rights = path.stat().st_mode & 0o777
    with _held_alone(path, rights), _draft_of(path) as draft:  # who waits for the log finds the new one
        _fill(draft, b"".join(line + _END for line in whole_lines(path) if wanted(line)), rights)
        draft.replace(path)
    sync(path.parent)


@contextlib.contextmanager
def _held_alone(path: Path, rights: int) -> Iterator[int]:
    """Open a log and lock it; once more if another file took its name meanwhile, as a restored backup does."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, rights)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if path.exists() and os.path.samestat(os.fstat(handle), path.stat()):
                yield handle
                return
        finally:
            os.close(handle)


@contextlib.contextmanager
def new_file(place: Path, *, rights: int) -> Iterator[Path]:
    """Give an empty file to fill, with these permissions, which gets the name of ``place`` when the block ends well.

    Raises
    ------
    FileExistsError
        If something has that name at the end: it stays.
    OSError
        If it cannot be made.
    """
    with _draft_of(place) as draft:
        _fill(draft, b"", rights)
        yield draft
        sync(draft)
        take_name(draft, place)
    sync(place.parent)


@contextlib.contextmanager
def new_folder(place: Path) -> Iterator[Path]:
    """Give an empty folder to fill, which takes the place of what is at ``place`` when the block ends well.

    Raises
    ------
    OSError
        If it cannot be made or put in place. What was there before is still there.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    with _draft_of(place) as draft:
        draft.mkdir()
        yield draft
        swap_folder(draft, place)


def swap_folder(new: Path, place: Path) -> None:
    """Sync a folder and put it in the place of what is at ``place``, which is removed.

    Where the file system cannot exchange two names there is a moment with nothing in place; after a power cut just
    then, :func:`clear_drafts` puts the old one back.
    """
    sync_all(new)
    if os.path.lexists(place):
        if not exchange(new, place):
            exchange_in_steps(new, place, new.with_name(new.name + _SET_ASIDE))
        _remove(new)
    else:
        os.rename(new, place)
    sync(place.parent)


def clear_drafts(place: Path) -> None:
    """Remove what a process that was killed left beside a file or folder. Only for who alone writes there."""
    for draft in drafts(place):
        if draft.name.endswith(_SET_ASIDE) and not os.path.lexists(place):
            os.rename(draft, place)
        else:
            _remove(draft)


def drafts(place: Path) -> list[Path]:
    """Return what a process that was killed left beside a file or folder, or one that writes it now has there."""
    return sorted(place.parent.glob(f"{_prefix(place)}*"))


def clear_drafts_of(places: Iterable[Path]) -> None:
    """Do as :func:`clear_drafts` for many files or folders; each folder that they lie in is looked into once."""
    beside: dict[Path, set[str]] = {}
    for place in places:
        if place.parent not in beside:
            names = os.listdir(place.parent) if place.parent.is_dir() else []
            beside[place.parent] = {name[:_PREFIX] for name in names if name.startswith(".")}
        if beside[place.parent] and _prefix(place) in beside[place.parent]:
            clear_drafts(place)


def is_draft(name: str) -> bool:
    """Say whether a killed process has left what has this name; not of an old folder that was set aside."""
    return _DRAFT.fullmatch(name) is not None


def _prefix(place: Path) -> str:
    """Return how drafts of ``place`` begin: hidden, and short also where its own name is as long as a name can be."""
    return f".{digest.of_bytes(os.fsencode(place.name))[:16]}-"


@contextlib.contextmanager
def _draft_of(place: Path) -> Iterator[Path]:
    """Give a name beside ``place`` that nobody else uses; what has it at the end is removed."""
    draft = place.with_name(_prefix(place) + secrets.token_hex(8))
    try:
        yield draft
    except OSError as error:
        ours = error.filename is None or str(error.filename).startswith(str(draft))  # who reads it knows no drafts
        if ours and error.errno is not None:
            error.filename, error.filename2 = str(place), None
        raise
    finally:
        _remove(draft)


def _fill(path: Path, data: bytes, rights: int | None = None) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if rights is None else rights)
    with open(handle, "wb") as file:
        if rights is not None:
            with contextlib.suppress(PermissionError):  # of file systems without permissions
                os.fchmod(handle, rights)  # whatever the process' umask takes away
        file.write(data)
        file.flush()
        os.fsync(handle)  # else a power cut may leave the new name on an empty file


def sync_all(folder: Path) -> None:
    """Sync the files in a folder, and then the folders that name them."""
    for where, _, names in os.walk(folder, topdown=False):
        for path in (Path(where, name) for name in names):
            if path.is_file() and not path.is_symlink():
                sync(path)
        sync(Path(where))


def move(path: Path, place: Path) -> None:
    """Give a file or folder another name on the same file system; a file that has that name is replaced."""
    os.rename(path, place)
    sync(place.parent)


def sync(path: Path) -> None:
    """Have what a file holds, or the names in a folder, on disk when this returns."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    """Remove whatever has this name, if anything has; a link, not what it leads to."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):  # what is left over is hidden, and must not hide an error
            path.unlink(missing_ok=True)
