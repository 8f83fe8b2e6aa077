"""What lies in a folder, as a course names it: hidden files are nobody's, numbers in names are numbers."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from examiner.course.errors import is_name

LITTER = ("__MACOSX", "__pycache__", "_gsdata_", "@eaDir", "$RECYCLE.BIN", "System Volume Information", "lost+found")


def folders(parent: Path) -> list[str]:
    """Names of the visible folders in ``parent``, in natural order (hw2 before hw10)."""
    if not parent.is_dir():
        return []
    return sorted((path.name for path in visible(parent.iterdir()) if path.is_dir()), key=natural)


def students_folders(parent: Path) -> list[str]:
    """Names of the folders that can be students': another one must not stop what is done for all of these."""
    return [name for name in folders(parent) if name not in LITTER and is_name(name)]


def files(folder: Path, ignore: Iterable[str]) -> Iterator[Path]:
    """Walk over whatever is no folder; hidden and ignored names are left out, links not followed."""
    for path in visible(folder.iterdir()):
        if matches(path.name, ignore):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from files(path, ignore)
        else:
            yield path


def visible(paths: Iterable[Path]) -> Iterator[Path]:
    return (path for path in paths if not path.name.startswith("."))


def natural(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name)]


def matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatchcase(name.lower(), pattern.lower()) for pattern in patterns)
