"""What is checked in a master before a release: nbgrader's metadata and markers."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode
from nbgrader.nbgraderformat import (  # type: ignore[import-untyped, unused-ignore]
    SCHEMA_VERSION,
    MetadataValidator,
)
from nbgrader.preprocessors import (  # type: ignore[import-untyped, unused-ignore]
    ClearHiddenTests,
    ClearMarkScheme,
    ClearSolutions,
)
from traitlets.config import Config

from examiner.model.cells import Cell, cells_of

_MARKER = re.compile(r"\s*(?:#+|%+|//|<!--)\s*((?:BEGIN|END)\s+[A-Z ]+?)\W*", re.IGNORECASE)
_ALIKE = 0.8
_GRADE_ID = re.compile(r"[A-Za-z0-9_-]+")
_PANEL = "in Jupyter's Create Assignment panel"


@dataclass(frozen=True, slots=True)
class Region:
    """A kind of text that nbgrader takes out: its markers and the cells that it may stand in."""

    begin: str
    end: str
    flag: str  # nbgrader's, and the field of a cell
    cells: str


def regions(config: Config) -> tuple[Region, ...]:
    """Return nbgrader's three kinds of hidden text, with the course's markers."""
    solutions, tests = ClearSolutions(config=config), ClearHiddenTests(config=config)
    scheme = ClearMarkScheme(config=config)
    return (
        Region(solutions.begin_solution_delimeter, solutions.end_solution_delimeter, "solution", "answer"),
        Region(tests.begin_test_delimeter, tests.end_test_delimeter, "grade", "grade"),
        Region(scheme.begin_mark_scheme_delimeter, scheme.end_mark_scheme_delimeter, "task", "task"),
    )


def problems(master: NotebookNode, config: Config) -> list[str]:
    """Return what is wrong with a master notebook, each with its cell and a remedy."""
    found: list[str] = []
    seen: dict[str, int] = {}
    kinds = regions(config)
    for cell in cells_of(master):
        name, number = cell.grade_id, cell.index + 1
        where = f"cell {number}" + (f" ({name})" if name else "")
        wrong = (*_metadata(cell, master.cells[cell.index]), *_markers(cell, kinds))
        found += [f"{where}: {text}" for text in wrong]
        if name and cell.is_marked:
            if name in seen:
                found.append(f"{where}: cell {seen[name]} has the same grade_id; rename one {_PANEL}")
            seen.setdefault(name, number)
    return found


def is_cleared_wholly(cell: Cell, kinds: Iterable[Region]) -> bool:
    """Whether nbgrader puts its stub in the place of all that stands in a cell: an answer without markers."""
    return cell.solution and not any(kind.begin in cell.source for kind in kinds if kind.flag == "solution")


def _metadata(cell: Cell, node: NotebookNode) -> Iterator[str]:
    """Yield what is wrong with a cell's nbgrader metadata."""
    if not cell.nbgrader:
        return
    name, points = cell.nbgrader.get("grade_id"), cell.nbgrader.get("points")
    if cell.schema_version != SCHEMA_VERSION:
        version = cell.nbgrader.get("schema_version", "none")
        yield f"nbgrader metadata of version {version} instead of {SCHEMA_VERSION}; run `nbgrader update .`"
    elif cell.is_marked and not name:
        yield f"it has no grade_id; give it one {_PANEL}"
    elif cell.is_marked and not (isinstance(name, str) and _GRADE_ID.fullmatch(name)):
        yield f"the grade_id {name!r} may hold only letters, digits, _ and -; rename it {_PANEL}"
    elif cell.grade and (not isinstance(points, (int, float)) or isinstance(points, bool)):
        yield f"it is graded but has no points; set them {_PANEL}"
    else:
        try:
            MetadataValidator().validate_cell(node)
        except Exception as error:  # jsonschema's and nbgrader's errors share no base of their own
            text = str(getattr(error, "message", error)).partition("\n")[0]
            yield f"nbgrader refuses its metadata: {text}; choose the cell's type again {_PANEL}"


def _markers(cell: Cell, kinds: Sequence[Region]) -> Iterator[str]:
    """Yield markers that are misspelt, unpaired, or in a cell that nbgrader does not strip of them."""
    if is_cleared_wholly(cell, kinds):  # nothing of it is released, whatever stands there
        kinds = [kind for kind in kinds if kind.flag == "solution"]
        if troubles := [trouble for kind in kinds if (trouble := _pairing(cell.source, kind))]:
            yield from (*troubles, *_misspelt(cell.source, kinds))
        return
    for kind in kinds:
        if trouble := _pairing(cell.source, kind):
            yield trouble
        elif kind.begin in cell.source and not getattr(cell, kind.flag):
            yield f"{kind.begin!r} stands in a cell that is no {kind.cells} cell; change its type {_PANEL}"
    yield from _misspelt(cell.source, kinds)


def _misspelt(source: str, kinds: Iterable[Region]) -> Iterator[str]:
    """Yield lines that look like markers, and are none."""
    known = [marker for kind in kinds for marker in (kind.begin, kind.end)]
    for number, line in enumerate(source.splitlines(), 1):
        match = _MARKER.fullmatch(line)
        if match and not any(marker in line for marker in known):
            close = difflib.get_close_matches(match[1].upper(), known, n=1, cutoff=_ALIKE)
            if close:
                yield (
                    f"line {number}, {line.strip()!r}, is no marker: write {close[0]!r} in it, or, if none is meant, "
                    "other words"
                )


def _pairing(source: str, kind: Region) -> str:
    """Return what is wrong with the order of a cell's markers of one kind; empty if nothing is."""
    inside = False
    for line in source.split("\n"):
        if kind.begin in line and inside:
            return f"a second {kind.begin!r} before {kind.end!r}; add the latter where the first hidden text ends"
        if kind.end in line and not inside and kind.begin not in line:
            return f"{kind.end!r} without {kind.begin!r}; add it where the hidden text begins, or remove the other"
        inside = kind.begin in line or (inside and kind.end not in line)
    return f"{kind.begin!r} without {kind.end!r}; add it where the hidden text ends" if inside else ""
