"""Putting files where nothing is: all of them, or none after an error, and nothing that lies there is touched."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from examiner.course.config import CONFIG_NAME
from examiner.course.errors import CourseError
from examiner.model import durable

_ASIDE = ".examiner-new-"


def put_course(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a course of ``files`` in a folder that is empty or not there.

    An empty folder stays the one it is, as somebody may stand in it. Its settings come last: without them no
    command takes it for a course.

    Raises
    ------
    CourseError
        If something lies there.
    OSError
        If it cannot be written. Nothing of it is left then.
    """
    refuse_what_is_there(folder)
    is_there = folder.is_dir()
    with _aside(folder if is_there else folder.parent) as draft:
        _fill(draft, files)
        if not is_there:
            _move([(draft, folder)])
            return
        names = sorted((path.name for path in draft.iterdir()), key=lambda name: (name == CONFIG_NAME, name))
        _move([(draft / name, folder / name) for name in names])


def put_folders(root: Path, files: Mapping[str, bytes], folders: Sequence[Path]) -> None:
    """Make folders of a course that are not there, in the order given.

    Raises
    ------
    OSError
        As :func:`put_course`.
    """
    with _aside(root) as draft:
        _fill(draft, files)
        for folder in folders:
            folder.parent.mkdir(parents=True, exist_ok=True)
        _move([(draft / folder.relative_to(root), folder) for folder in folders])


def refuse_what_is_there(folder: Path) -> None:
    """Raise :class:`CourseError` where a folder for a course would cover, or mix with, what lies there."""
    if not os.path.lexists(folder):
        return
    if not folder.is_dir():
        raise CourseError(f"{folder} is no folder. Name one that is empty, or does not exist yet.")
    names = sorted(path.name for path in folder.iterdir())
    left = sorted(path.name for path in folder.glob(f"{_ASIDE}*"))
    if left:
        raise CourseError(
            f"{folder}: an earlier `examiner init` was stopped here before its end, and {left[0]} is left of it. "
            f"If nothing of yours is in the folder, remove all that it holds ({', '.join(names)}), and run it again."
        )
    if names:
        shown = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
        raise CourseError(
            f"{folder} is not empty: it holds {shown}. Name a folder that is empty, or does not exist yet; "
            "if it is a course of nbgrader's already, change to it and run: examiner init --here"
        )


@contextlib.contextmanager
def _aside(parent: Path) -> Iterator[Path]:
    """Give a folder to fill, on the same file system; it and what is still in it go at the end."""
    missing = [folder for folder in (parent, *parent.parents) if not folder.exists()]
    parent.mkdir(parents=True, exist_ok=True)
    try:
        draft = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=parent))
        try:
            inner = draft / "whole"  # with the permissions of any new folder, which the draft has not
            inner.mkdir()
            yield inner
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except BaseException:
        for folder in missing:
            with contextlib.suppress(OSError):  # somebody else uses it by now
                folder.rmdir()
        raise


def _fill(draft: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        durable.write_bytes(draft / name, data)


def _move(pairs: Sequence[tuple[Path, Path]]) -> None:
    """Give what was made its places; after an error none of it is left in any."""
    done: list[tuple[Path, Path]] = []
    try:
        for new, place in pairs:
            if os.path.lexists(place):
                raise CourseError(f"{place} is there already; it was not a moment ago. Nothing was changed.")
            durable.move(new, place)
            done.append((new, place))
    except BaseException:
        for new, place in reversed(done):
            durable.move(place, new)
        raise
