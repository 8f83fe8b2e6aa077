"""What of a course's folder is the course, and goes into a backup; what does not is told."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from examiner.archive.manifest import NAME
from examiner.course.layout import Course
from examiner.course.lock import locks
from examiner.model import durable

GRADERS = "graders"
LEFTOVERS = ("__pycache__", ".ipynb_checkpoints", ".git", ".venv")
_TOO_MANY = LEFTOVERS[:2]  # to be told each
_OF_A_PROGRAM = ("CACHEDIR.TAG", "pyvenv.cfg")  # mark folders that a program makes again: caches and environments
_OF_DATABASE = ("", "-journal", "-wal", "-shm")  # the gradebook's file, and what SQLite lays beside it
_ZIP = b"PK\x03\x04"
_OURS = re.compile(rb'\s*\{\s*"schema_version":\s*\d+,\s*"course_id":')  # how a backup's manifest begins
_LOOKED_AT = 1 << 10  # bytes


@dataclass
class Contents:
    """What a course's folder holds.

    Parameters
    ----------
    files, folders : list of Path
        What is the course, but for its gradebook.
    told : list of str
        What can be made again and is left out, and links in whose place a backup holds what they lead to.
    missing : list of str
        What is left out and a person must see to.
    """

    files: list[Path] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def folders(course: Course) -> list[Path]:
    """Return the folders of a course: nbgrader's, the graders, and our own."""
    names = course.folders
    steps = (names.source, names.release, names.submitted, names.autograded, names.feedback, GRADERS)
    return [*(course.root / name for name in steps), course.state]


def contents(course: Course, without: Collection[Path] = ()) -> Contents:
    """Return what a course's folder holds, but for what is in some of its folders.

    Raises
    ------
    OSError
        If a folder cannot be read.
    """
    found = _Look(course, frozenset(without))
    found.into(course.root)
    return found.found


def gradebook_in(course: Course) -> PurePath | None:
    """Return where in the course's folder its gradebook lies, however the settings spell that; None: elsewhere."""
    path = course.gradebook
    if path is None:
        return None
    if path.is_relative_to(course.root):
        return path.relative_to(course.root)
    real, root = path.resolve(), course.root.resolve()
    return real.relative_to(root) if real.is_relative_to(root) else None


def of_gradebook(course: Course) -> frozenset[Path]:
    """Return the files in the course's folder that are its gradebook."""
    place = gradebook_in(course)
    return frozenset(() if place is None else (course.root / f"{place}{end}" for end in _OF_DATABASE))


def shown(path: Path, root: Path) -> str:
    """Return a path in a folder, with whatever a terminal cannot show escaped."""
    text = str(path.relative_to(root))
    return text if text.isprintable() else repr(text)


class _Look:
    def __init__(self, course: Course, without: Collection[Path]) -> None:
        self.found = Contents()
        self._root, self._without = course.root, without
        self._own = frozenset(folders(course))
        self._all_of = (course.root / course.folders.submitted, course.state)  # what people have handed in
        self._away = of_gradebook(course) | {*locks(course)}

    def into(self, folder: Path, *, own: bool = False, everything: bool = False) -> None:
        """Look into a folder; of one that is nbgrader's or ours, no file is a backup."""
        for path in sorted(folder.iterdir()):
            if path in self._away or path in self._without:
                continue
            link = path.is_symlink()
            follows = not link or path in self._own or (folder == self._root and path.is_file())
            if follows and link and path.exists():
                self.found.told.append(f"{self._shown(path)} is a link: what it leads to is saved in its place")
            if follows and path.is_dir():
                self._folder(path, own, everything)
            elif follows and path.is_file():
                self._file(path, own, everything)
            else:
                self.found.missing.append(f"{self._shown(path)} is a link or special file, and is left out")

    def _folder(self, path: Path, own: bool, everything: bool) -> None:
        own, everything = own or path in self._own, everything or path in self._all_of
        again = path.name in LEFTOVERS or (not own and any((path / name).is_file() for name in _OF_A_PROGRAM))
        if again and not everything:
            self._leave(path, "/")
        else:
            self.found.folders.append(path)
            self.into(path, own=own, everything=everything)

    def _file(self, path: Path, own: bool, everything: bool) -> None:
        if not everything and durable.is_draft(path.name):
            return
        if not everything and path.name in LEFTOVERS:  # such as what a worktree has: it leads to the old one
            self._leave(path)
        elif not own and _is_backup(path):
            self.found.told.append(f"{self._shown(path)} is left out: it is a backup itself")
        else:
            self.found.files.append(path)

    def _leave(self, path: Path, end: str = "") -> None:
        if path.name not in _TOO_MANY:
            self.found.told.append(f"{self._shown(path)}{end} is left out: it can be made again, or is kept elsewhere")

    def _shown(self, path: Path) -> str:
        return shown(path, self._root)


def _is_backup(path: Path) -> bool:
    with open(path, "rb") as file:
        if file.read(len(_ZIP)) != _ZIP:
            return False
    try:
        with zipfile.ZipFile(path) as archive:
            return NAME in archive.namelist() and _OURS.match(archive.open(NAME).read(_LOOKED_AT)) is not None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        return False  # then it is another one's, and is saved like any file
