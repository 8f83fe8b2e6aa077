"""What an nbgrader course's masters import: worth to be imported once, before any submission runs."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.model.cells import cells_of
from examiner.model.code import parsed
from examiner.release.form import read_master

_SHELL = re.compile(r"^(\s*)[%!?].*$", re.MULTILINE)  # IPython's own lines


def worth_preloading(course: Course) -> list[str]:
    """Return the installed libraries that masters import and nobody has imported beforehand, sorted by name.

    Modules of Python's own, and those that lie beside a notebook, are none: the latter are students' files.
    """
    found: set[str] = set()
    for assignment in course.assignments():
        beside = {path.stem for path in course.source(assignment).iterdir()}
        for path in course.notebooks(assignment):
            found |= {name for name in _imported_by(path) if name.partition(".")[0] not in beside}
    there = course.settings.preload
    found = {name for name in found if not any(f"{one}.".startswith(f"{name}.") for one in there)}
    return sorted(name for name in found if _is_library(name.partition(".")[0]))


def _imported_by(path: Path) -> Iterator[str]:
    """Yield the modules that a notebook imports; of one that cannot be read, none: a release says what is wrong."""
    try:
        cells = cells_of(read_master(path))
    except CourseError:
        return
    for cell in (cell for cell in cells if cell.type == "code"):
        tree = parsed(_SHELL.sub(r"\1pass", cell.source))
        for node in ast.walk(tree) if tree is not None else ():
            if isinstance(node, ast.Import):
                yield from (name.name for name in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module


def _is_library(top: str) -> bool:
    """Say whether a module is installed here, and none of Python's own or of the grading itself."""
    if top in sys.stdlib_module_names or top in ("examiner", "nbgrader", "IPython"):
        return False
    try:
        return importlib.util.find_spec(top) is not None
    except (ImportError, ValueError):
        return False
