"""The files that lie beside an assignment's notebooks, read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from nbformat import NotebookNode

from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.model.cells import cells_of

_IMPORT = re.compile(r"^\s*(?:from\s+([\w.]+)\s+import\s+\(?|import\s+)([\w., \t]*)", re.MULTILINE)


def assignment_files(course: Course, assignment: str, editions: Sequence[NotebookNode]) -> dict[str, bytes]:
    """Read the files that students get with an assignment's notebooks.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        Name of a folder in ``source/``.
    editions : sequence of NotebookNode
        The student editions: a file that their code imports or opens goes with them, also one whose name would keep it
        back.

    Returns
    -------
    dict of str to bytes
        Contents by name relative to the notebooks, with ``/`` between folders.

    Raises
    ------
    CourseError
        If there is no such assignment, or a file cannot be read.
    """
    folder = course.source(assignment)
    try:
        files = {path: (folder / path).read_bytes() for path in course.data_files(assignment)}
        files |= _asked_for(folder, course.kept_back(assignment), _texts(editions, files))
    except OSError as error:
        raise CourseError(f"{error.filename} cannot be read: {error.strerror}") from error
    return {path.as_posix(): files[path] for path in sorted(files)}


def needed(names: Iterable[str], editions: Sequence[NotebookNode], files: Mapping[str, bytes]) -> set[str]:
    """Return those of some files that the notebooks' code, or another file beside them, imports or opens."""
    asked = set(names)
    others = {Path(name): data for name, data in files.items() if name not in asked}
    texts = _texts(editions, others)
    modules = {name for text in texts for name in _imported(text)}
    return {name for name in asked if _module(Path(name)) in modules or any(_names(text, Path(name)) for text in texts)}


def _texts(editions: Sequence[NotebookNode], files: Mapping[Path, bytes]) -> list[str]:
    cells = [cell.source for edition in editions for cell in cells_of(edition) if cell.type == "code"]
    return cells + [data.decode("utf-8", "replace") for path, data in files.items() if path.suffix == ".py"]


def _asked_for(folder: Path, kept: Iterable[Path], texts: list[str]) -> dict[Path, bytes]:
    """Read the files among ``kept`` that code needs, and those that they need in turn."""
    found: dict[Path, bytes] = {}
    left = [path for path in kept if path.suffix != ".ipynb"]
    while texts:
        modules = {name for text in texts for name in _imported(text)}
        now = [path for path in left if _module(path) in modules or any(_names(text, path) for text in texts)]
        for path in now:
            if (folder / path).is_symlink() or not (folder / path).is_file():
                raise CourseError(f"{folder / path} is a link or special file: put the file itself there")
            found[path] = (folder / path).read_bytes()
        left = [path for path in left if path not in found]
        texts = [found[path].decode("utf-8", "replace") for path in now if path.suffix == ".py"]
    return found


def _imported(text: str) -> set[str]:
    """Return the modules that code may import, and the packages that they lie in."""
    found: set[str] = set()
    for package, names in _IMPORT.findall(text):
        listed = [words[0] for part in names.split(",") if (words := part.split())]
        dotted = [*([package] if package else []), *(f"{package}.{name}" if package else name for name in listed)]
        for parts in (name.split(".") for name in dotted):
            found |= {".".join(parts[:end]) for end in range(1, len(parts) + 1)}
    return found


def _module(path: Path) -> str:
    """Return what code imports a file as; empty if it is no module."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts) if path.suffix == ".py" else ""


def _names(text: str, path: Path) -> bool:
    """Whether code names a file: between quotes, or as what ``%run`` runs."""
    name = re.escape(path.as_posix())
    asking = rf"""(["'])(?:\./)?{name}\1|^\s*%run\s+(?:-\w\s+)*(?:\./)?{name}\b"""
    return re.search(asking, text, re.MULTILINE) is not None
