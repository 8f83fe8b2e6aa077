"""Which cells of a notebook are run when it is graded.

What marks do not depend on is left out: given cells that only illustrate, and the self-checks of tasks that a grader
judges. A cell is run all the same if one that is run needs a name of it, even one that stands before it and looks the
name up in a function: nobody loses a point for it.

Nor do random numbers depend on what is left out. At each of these cells, run or not, the generators that all code
shares get the seed that belongs to the cell, so that checks and the cells behind it find them as they always are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from examiner.course.graders import grader_of
from examiner.grading.names import names_of
from examiner.grading.needs import Needs, left_by, needs_of
from examiner.model.cells import NOT_RUN, Cell, cells_of


@dataclass(frozen=True, slots=True)
class Need:
    """That a cell needs a name of one that would not be run."""

    cell: Cell
    name: str  # empty: whatever there is


@dataclass(frozen=True)
class Route:
    """Which cells are run; of itself: all.

    Parameters
    ----------
    skipped : frozenset of int
        Those that are not, by their index.
    seeded : frozenset of int
        Those at which shared random numbers begin anew.
    needed : mapping
        Those that would not be run, and why they are.
    """

    skipped: frozenset[int] = frozenset()
    seeded: frozenset[int] = frozenset()
    needed: Mapping[int, Need] = field(default_factory=dict)

    @classmethod
    def of_nbgrader(cls, notebook: NotebookNode) -> Route:
        """Return what nbgrader runs: all cells but those with the tag."""
        return cls(frozenset(c.index for c in cells_of(notebook) if c.type == "code" and NOT_RUN in c.tags))

    @classmethod
    def judged(cls, notebook: NotebookNode, graders: Path, *, self_checks: bool = False) -> Route:
        """Return what is run of a notebook that graders judge.

        Parameters
        ----------
        notebook : NotebookNode
            Its tags are the assignment's, never the student's.
        graders : Path
            Folder of the grader modules.
        self_checks : bool
            Whether the self-checks of their tasks are run too.
        """
        cells = [cell for cell in cells_of(notebook) if cell.type == "code" and cell.source.strip()]
        judged = {c.index for c in cells_of(notebook) if is_self_check(c) and grader_of(graders, c.grade_id).is_file()}
        skipped = {cell.index for cell in cells if cell.only_illustrates or (cell.index in judged and not self_checks)}
        needed = needed_of(cells, skipped)
        return cls(frozenset(skipped - needed.keys()), frozenset(skipped | judged), needed)


def is_self_check(cell: Cell) -> bool:
    """Say whether a cell checks an answer before the student's eyes."""
    return cell.type == "code" and cell.grade and not cell.is_manual


def needed_of(cells: Collection[Cell], skipped: Collection[int]) -> dict[int, Need]:
    """Return which of the skipped cells are needed by cells that are run, and by which."""
    left = {c.index: left_by(c.source) for c in cells if c.index in skipped}
    known = {c.index: needs_of(c.source, frozenset().union(*left.values())) for c in cells}
    importing = (names_of(cell.source) for cell in cells if "import" in cell.source)
    modules = {name for names in importing if names for name in names.imported}
    found: dict[int, Need] = {}
    while needs := [*_needed(cells, {i: names for i, names in left.items() if i not in found}, known, modules)]:
        found |= dict(needs)
    return found


def _needed(
    cells: Collection[Cell], left: Mapping[int, frozenset[str]], known: Mapping[int, Needs], modules: Collection[str]
) -> Iterator[tuple[int, Need]]:
    """Yield skipped cells that cells need which are run."""
    last: dict[str, int] = {}  # by name, the skipped cell that left it last
    later: dict[str, Cell] = {}  # by name, the cell that is run whose functions look it up
    imported: set[str] = set()  # modules that are there anyway: to use one is not to change it
    for cell in cells:
        needs = known[cell.index]
        if cell.index in left:
            names = left[cell.index] - imported
            last |= dict.fromkeys(names, cell.index)
            yield from ((cell.index, Need(later[name], name)) for name in sorted(names & later.keys()))
            continue
        later |= dict.fromkeys(needs.later, cell)
        wanted = last if needs.anything else needs.names & last.keys()
        yield from ((last[name], Need(cell, "" if needs.anything else name)) for name in sorted(wanted))
        for name in needs.bound:
            last.pop(name, None)
        imported |= needs.bound & set(modules)
