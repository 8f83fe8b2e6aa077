"""Courses that several instructors share by a group: the permissions that nbgrader gives (``groupshared``)."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from examiner.course.layout import Course

FILE, PRIVATE_FILE, FOLDER = 0o664, 0o660, 0o2770  # the last: new files get the folder's group


def share(course: Course, path: Path) -> None:
    """Let the course's group write a file, or a folder and what is in it, and the folders above it in the course.

    What belongs to another instructor stays as it is: who made it has shared it.
    """
    if not course.settings.groupshared:
        return
    private = path.is_relative_to(course.state)
    for one in _with_folders(course.root, path):
        with contextlib.suppress(PermissionError, FileNotFoundError):
            mode = stat.S_IMODE(one.lstat().st_mode)
            if stat.S_ISLNK(one.lstat().st_mode):
                continue
            wanted = (mode | FOLDER) & 0o2777 if one.is_dir() else PRIVATE_FILE if private else FILE
            if mode != wanted:
                os.chmod(one, wanted)


def _with_folders(root: Path, path: Path) -> Iterator[Path]:
    yield from (folder for folder in path.parents if folder != root and folder.is_relative_to(root))
    yield path
    if path.is_dir():
        for where, folders, files in os.walk(path):
            yield from (Path(where, name) for name in (*folders, *files))
