"""What of a course's folder is the course, and goes into a backup."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from examiner.course.layout import Course

GRADERS = "graders"
_LEFTOVERS = ("__pycache__", ".ipynb_checkpoints", ".git", ".venv")
_OF_DATABASE = ("", "-journal", "-wal", "-shm")  # the gradebook's file, and what SQLite lays beside it


def folders(course: Course) -> list[Path]:
    """Return the folders of a course: nbgrader's, the graders, and our own."""
    names = course.folders
    steps = (names.source, names.release, names.submitted, names.autograded, names.feedback, GRADERS)
    return [*(course.root / name for name in steps), course.state]


def files(course: Course) -> tuple[list[Path], list[Path]]:
    """Return the files of a course but for the gradebook, and the links and special files that are left out."""
    found = [path for path in sorted(course.root.iterdir()) if not path.name.startswith(".") and not path.is_dir()]
    for folder in folders(course):
        found += _below(folder) if folder.is_dir() and not folder.is_symlink() else []
    database = course.gradebook
    away = {Path(f"{database}{end}") for end in _OF_DATABASE} if database is not None else set()
    lock = course.collecting / "lock"
    kept = [path for path in found if path not in away and path != lock]
    plain = [path for path in kept if path.is_file() and not path.is_symlink()]
    return plain, [path for path in kept if path not in set(plain)]


def _below(folder: Path) -> Iterator[Path]:
    for where, names, in_it in os.walk(folder):
        names[:] = sorted(name for name in names if name not in _LEFTOVERS)
        links = [name for name in names if (Path(where) / name).is_symlink()]
        yield from (Path(where) / name for name in sorted([*in_it, *links]))
