"""Reading files out of an upload, which may hold anything: links, devices, endless folders.

Everything is opened relative to its open folder and without following links, so that nothing outside the
upload can be named, not even by exchanging a folder for a link while it is read.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from examiner.course.errors import Rejected
from examiner.course.layout import TIMESTAMP
from examiner.model import Limits, Text, say

MIB = 1024 * 1024
MAX_ENTRIES = 2000  # files and folders of one upload
MAX_DEPTH = 8  # folders inside one another
_SHOWN = 80  # characters of a name in a message
_LISTED = 10  # names in one message
_LITTER = ("__pycache__", "__MACOSX")
_DISGUISED = (".ipynb.txt", ".ipynb.json", ".json")  # what browsers and mail programs make of a notebook's name
_DEEPEST = 3  # folders that a notebook is looked for in, one inside another
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC  # a pipe must not block us


@dataclass(frozen=True, slots=True)
class Files:
    """What was uploaded besides the notebook.

    Parameters
    ----------
    files : dict of str to bytes
        Contents by name relative to the upload, with ``/`` between folders.
    notes : tuple of Text
        What was left out, for the student.
    """

    files: dict[str, bytes]
    notes: tuple[Text, ...] = ()


class _LeftOutError(Exception):
    """A file is not read; the message says why, in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh, self.en = zh, en


def shown(name: str) -> str:
    """Return a student's file name so that it can stand in a message."""
    text = repr(name)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…'"


def listed(names: Sequence[str]) -> tuple[str, str]:
    """Return names as a list in Chinese and in English, the first few only."""
    more = len(names) - _LISTED
    zh = "、".join(names[:_LISTED]) + (f"，另有 {more} 個" if more > 0 else "")
    return zh, ", ".join(names[:_LISTED]) + (f" and {more} more" if more > 0 else "")


def open_folder(folder: Path) -> int:
    """Return a descriptor of an upload's folder, which must be a folder and no link.

    Raises
    ------
    Rejected
        If there is no such folder.
    """
    try:
        return os.open(folder, _READ | os.O_DIRECTORY)
    except OSError as error:
        if error.errno == errno.ENOENT:
            reason = say("沒有收到任何檔案。請上傳你的筆記本。", "Nothing was submitted. Upload your notebook.")
            raise Rejected(reason) from None
        if error.errno in (errno.ENOTDIR, errno.ELOOP):
            en = "The submission is a link or a file instead of a folder. Upload it again."
            raise Rejected(say("繳交的是連結或檔案，不是資料夾。請重新上傳。", en)) from None
        raise


def notebook_names(folder: int) -> tuple[list[str], list[str]]:
    """Return the visible notebooks in an open folder, and all other visible names (folders end in /)."""
    names = []
    for count, entry in enumerate(_entries(folder)):
        if count >= MAX_ENTRIES:
            raise Rejected(_too_many())
        names.append(entry.name + ("/" if entry.is_dir(follow_symlinks=False) else ""))
    visible = sorted(name for name in names if not name.startswith("."))
    notebooks = [name for name in visible if name.casefold().endswith(".ipynb")]
    return notebooks, [name for name in visible if name not in notebooks and name != TIMESTAMP]


def notebooks_below(folder: int, *, disguised: bool = False) -> list[str]:
    """Return what may be a notebook in an open folder and those in it, by relative name.

    Those with an ending that is no notebook's are returned if there is no other, or if they are asked for.
    """
    found = [
        name for name in _names_below(folder, "", _DEEPEST, [0]) if name.casefold().endswith((".ipynb", *_DISGUISED))
    ]
    plain = [name for name in found if name.casefold().endswith(".ipynb")]
    return sorted(found if disguised else plain or found)


def _names_below(folder: int, prefix: str, depth: int, count: list[int]) -> Iterator[str]:
    for entry in _entries(folder):
        count[0] += 1
        if count[0] > MAX_ENTRIES:
            raise Rejected(_too_many())
        if entry.name.startswith(".") or entry.name in _LITTER:
            continue
        if not entry.is_dir(follow_symlinks=False):
            yield prefix + entry.name
        elif depth:
            with contextlib.suppress(PermissionError), _opened(entry.name, folder) as inner:
                yield from _names_below(inner, f"{prefix}{entry.name}/", depth - 1, count)


@contextlib.contextmanager
def _opened(name: str, folder: int) -> Iterator[int]:
    """Open a folder in an open one, without following links."""
    inner = os.open(name, _READ | os.O_DIRECTORY, dir_fd=folder)
    try:
        yield inner
    finally:
        os.close(inner)


def read_notebook(folder: int, name: str, limits: Limits) -> bytes:
    """Return the bytes of one notebook in an open folder, or in a folder of it.

    Raises
    ------
    Rejected
        If it is not a regular file of this folder alone, is empty or too large.
    OSError
        If this host does not let us read it, which is no doing of the student's.
    """
    try:
        with contextlib.ExitStack() as opened:
            *parents, own = name.split("/")
            for parent in parents:
                folder = opened.enter_context(_opened(parent, folder))
            raw = _read(folder, own, limits.notebook_mib * MIB)
    except _LeftOutError as error:
        zh = f"筆記本 {shown(name)} 無法讀取：{error.zh}。請上傳檔案本身。"
        en = f"The notebook {shown(name)} cannot be read: {error.en}. Upload the file itself."
        raise Rejected(say(zh, en)) from None
    if raw is None:
        menu = "Kernel > Restart Kernel and Clear Outputs"
        why = limits.text("notebook_mib")
        zh = f"{shown(name)}：{why.zh}。請清除輸出（{menu}），存檔後重新上傳。"
        en = f"{shown(name)}: {why.en}. Clear its outputs ({menu}), "
        raise Rejected(say(zh, en + "save and upload it again."))
    if not raw.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):  # white space, NUL, byte order marks
        en = f"The notebook {shown(name)} is empty. Save your work and upload it again."
        raise Rejected(say(f"筆記本 {shown(name)} 是空的。請先存檔，再重新上傳。", en))
    return raw


def submission_files(folder: Path, limits: Limits, wanted: Collection[str] = ()) -> Files:
    """Read what a student uploaded besides notebooks.

    Hidden files, notebooks, nbgrader's time stamp, links and special files are left out; the last two
    with a note.

    Parameters
    ----------
    folder : Path
        The upload.
    limits : Limits
    wanted : collection of str
        Names, without folders, of notebooks that are read all the same: those that code runs.

    Raises
    ------
    Rejected
        If the files are too large together, too many, or too deep in folders.
    """
    walk = _Walk(limits, wanted)
    root = open_folder(folder)
    try:
        walk.enter(root, "", 1)
    finally:
        os.close(root)
    notes = []
    if walk.left_out:
        zh, _ = listed([zh for zh, _ in walk.left_out])
        _, en = listed([en for _, en in walk.left_out])
        notes.append(say(f"這些上傳的檔案沒有採用：{zh}。", f"These uploaded files were left out: {en}."))
    return Files(dict(sorted(walk.files.items())), tuple(notes))


@dataclass(slots=True)
class _Walk:
    """Reading of one upload, with what may still be read."""

    limits: Limits
    wanted: Collection[str]
    entries: int = 0
    size: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)  # name and why, in Chinese and in English

    def enter(self, folder: int, prefix: str, depth: int) -> None:
        """Read an open folder and those in it."""
        if depth > MAX_DEPTH:
            en = f"The upload holds folders {MAX_DEPTH} deep. Put your files beside the notebook."
            raise Rejected(say(f"上傳的資料夾深達 {MAX_DEPTH} 層。請把檔案和筆記本放在同一個資料夾。", en))
        names: list[tuple[str, bool]] = []
        for entry in _entries(folder):
            self.entries += 1
            if self.entries > MAX_ENTRIES:
                raise Rejected(_too_many())
            names.append((entry.name, entry.is_dir(follow_symlinks=False)))
        for name, is_folder in sorted(names):
            if name.startswith(".") or name in _LITTER or prefix + name == TIMESTAMP:
                continue
            try:
                name.encode()
                if is_folder:
                    self._enter_folder(folder, name, prefix, depth)
                elif name in self.wanted or not name.casefold().endswith(".ipynb"):
                    self._take(folder, name, prefix)
            except UnicodeEncodeError:
                self._leave_out(prefix + name, _LeftOutError("檔名不是 UTF-8", "its name is not UTF-8"))
            except _LeftOutError as error:
                self._leave_out(prefix + name, error)

    def _leave_out(self, path: str, why: _LeftOutError) -> None:
        self.left_out.append((f"{shown(path)}（{why.zh}）", f"{shown(path)} ({why.en})"))

    def _enter_folder(self, folder: int, name: str, prefix: str, depth: int) -> None:
        with contextlib.ExitStack() as opened:
            try:
                inner = opened.enter_context(_opened(name, folder))
            except PermissionError:
                raise _LeftOutError("沒有權限開啟", "it may not be opened") from None
            self.enter(inner, f"{prefix}{name}/", depth + 1)

    def _take(self, folder: int, name: str, prefix: str) -> None:
        try:
            data = _read(folder, name, self.limits.files_mib * MIB - self.size)
        except PermissionError:
            raise _LeftOutError("沒有權限開啟", "it may not be opened") from None
        if data is None:
            why, path = self.limits.text("files_mib"), shown(prefix + name)
            zh = f"{why.zh}（算到 {path} 為止）。請只上傳筆記本會讀取的檔案。"
            en = f"{why.en}, counted up to {path}. "
            raise Rejected(say(zh, en + "Upload only what your notebook reads."))
        self.size += len(data)
        self.files[prefix + name] = data


def _entries(folder: int) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        yield from entries


def _read(folder: int, name: str, most: int) -> bytes | None:
    """Return a regular file's bytes, None if there are more than ``most``, or raise :class:`_LeftOutError`."""
    try:
        _check(os.stat(name, dir_fd=folder, follow_symlinks=False))  # opening a device may do something
        handle = os.open(name, _READ, dir_fd=folder)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO, errno.ENOENT):  # exchanged since
            raise _LeftOutError("是連結，或不是一般檔案", "it is a link or no regular file") from None
        raise
    with open(handle, "rb") as file:
        status = os.fstat(handle)
        _check(status)
        if status.st_size > most:
            return None
        data = file.read(most + 1)
    return data if len(data) <= most else None


def _check(status: os.stat_result) -> None:
    if stat.S_ISLNK(status.st_mode):
        raise _LeftOutError("是連結", "it is a link")
    if not stat.S_ISREG(status.st_mode):
        raise _LeftOutError("不是一般檔案", "it is no regular file")
    if status.st_nlink > 1:
        raise _LeftOutError("是指向別處檔案的硬連結", "it is a hard link to a file elsewhere")


def _too_many() -> Text:
    en = f"The upload holds more than {MAX_ENTRIES} files. Upload only what your notebook reads."
    return say(f"上傳的檔案超過 {MAX_ENTRIES} 個。請只上傳筆記本會讀取的檔案。", en)
