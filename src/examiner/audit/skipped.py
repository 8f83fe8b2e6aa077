"""Proof that nothing needs a cell that grading leaves out: one with the tag ``skip-execution``, or a self-check.

What is not seen here, in the text of the cells, shows where the master is graded with all cells and without these.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from nbformat import NotebookNode

from examiner.audit.tasks import SHOWN, asked_by
from examiner.course.graders import grader_of
from examiner.grading.names import words
from examiner.grading.route import Route, needed_of
from examiner.model.cells import NOT_RUN, Cell, cells_of

# What reaches beyond a cell without leaving a name: settings of libraries and of the process, and files.
_BEYOND = words(
    "rcParams rc use set_printoptions set_option seterr filterwarnings simplefilter environ setrecursionlimit chdir "
    "set_floatx set_dtype_policy savefig savetxt savez savez_compressed to_csv to_pickle write_text write_bytes dump"
)
# By what a grader may look at, what a cell says that puts such a thing out.
_SHOWS = {"figures": "plt|plot|draw|show|fig|display|hist|scatter", "stdout": "print", "error": ""}


def needed_though_skipped(notebook: NotebookNode, graders: Path) -> list[str]:
    """Return why a cell that is left out may not be.

    Parameters
    ----------
    notebook : NotebookNode
        The assignment with the master's answers.
    graders : Path
        Folder of its graders.
    """
    cells = [cell for cell in cells_of(notebook) if cell.type == "code" and cell.source.strip()]
    tagged = [cell for cell in cells if cell.only_illustrates]
    route, shown = Route.judged(notebook, graders), Route.judged(notebook, graders, self_checks=True)
    troubles = [
        f"{_place(cell)} has the tag {NOT_RUN}, which counts for given cells alone"
        for cell in cells
        if NOT_RUN in cell.tags and not cell.only_illustrates
    ]
    for cell in tagged:
        if (need := shown.needed.get(cell.index)) is not None:
            troubles.append(f"{_place(cell)} has the tag {NOT_RUN}, and {_place(need.cell)} needs {need.name or 'it'}")
        troubles += [f"{_place(cell)} has the tag {NOT_RUN} and uses {name}, which lasts" for name in _beyond(cell)]
    for grade in (cell for cell in cells if grader_of(graders, cell.grade_id).is_file() and cell.grade):
        troubles += _asked(grade, cells, route, graders)
    return troubles


def _asked(grade: Cell, cells: Sequence[Cell], route: Route, graders: Path) -> Iterator[str]:
    """Yield what a grader asks of cells that are not run."""
    asked = asked_by(module := grader_of(graders, grade.grade_id), guessed=False)
    grader = replace(grade, index=-1, source="\n".join(sorted(asked)))
    before = [cell for cell in cells if cell.index < grade.index]
    for index, need in needed_of([*before, grader], route.skipped).items():
        cell = next(cell for cell in before if cell.index == index)
        yield f"{module.name} asks for {need.name}, which only {_place(cell)} defines: it is not run"
    start = max((cell.index for cell in before if cell.grade), default=-1)
    shows = [_SHOWS[name] for name in asked & SHOWN]
    for cell in (cell for cell in before if cell.index > start and cell.index in route.skipped):
        if any(re.search(pattern, cell.source) for pattern in shows):
            yield f"{module.name} looks at what its task's cells put out, and {_place(cell)} is not run"


def _beyond(cell: Cell) -> list[str]:
    try:
        nodes = list(ast.walk(ast.parse(cell.source)))
    except SyntaxError:
        return []
    return sorted({node.attr for node in nodes if isinstance(node, ast.Attribute)} & _BEYOND)


def _place(cell: Cell) -> str:
    return f"cell {cell.index + 1}" + (f" ({cell.grade_id})" if cell.grade_id else "")
