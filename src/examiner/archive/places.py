"""Where a new course may be made."""

from __future__ import annotations

import os
from pathlib import Path

from examiner.course.errors import CourseError


def new_place(place: Path, remedy: str) -> Path:
    """Return the path of a folder that is to be made: empty, or not there.

    Parameters
    ----------
    place : Path
    remedy : str
        What to do if it holds something.

    Raises
    ------
    CourseError
        If it holds something, or cannot be put in place in one step.
    """
    place = Path(os.path.abspath(place))  # a name such as "." has none beside it
    if place.is_symlink() or (place.exists() and (not place.is_dir() or any(place.iterdir()))):
        raise CourseError(f"{place} is not an empty folder: {remedy}")
    if place.exists() and place.samefile(Path.cwd()):
        raise CourseError(f"{place} is the folder that you are in: name another one, or a new one in it")
    if place.is_mount():
        raise CourseError(f"a file system is mounted at {place}: name a new folder in it")
    return place
