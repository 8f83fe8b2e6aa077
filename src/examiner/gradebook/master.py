"""The rows that nbgrader keeps about a master notebook, and how they are brought up to date."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode
from nbgrader import api
from nbgrader.preprocessors import (
    ClearSolutions,
    ComputeChecksums,
)
from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session
from traitlets.config import Config

from examiner.gradebook.errors import GradebookError
from examiner.gradebook.grades import complete_submissions, is_as_released
from examiner.model.cells import Cell, cells_of

_CELL_TYPES = ("code", "markdown")  # what the enum columns of nbgrader's tables hold


@dataclass(frozen=True, slots=True)
class MasterCells:
    """What the gradebook keeps of one master notebook's cells, by ``grade_id``, in notebook order."""

    kernelspec: str
    grade: dict[str, dict[str, Any]] = field(default_factory=dict)
    solution: dict[str, dict[str, Any]] = field(default_factory=dict)
    task: dict[str, dict[str, Any]] = field(default_factory=dict)
    source: dict[str, dict[str, Any]] = field(default_factory=dict)

    def kinds(self) -> tuple[tuple[Any, dict[str, dict[str, Any]]], ...]:
        """Return nbgrader's class and the wanted rows of each kind of graded or answered cell."""
        return (
            (api.GradeCell, self.grade),
            (api.SolutionCell, self.solution),
            (api.TaskCell, self.task),
        )


def master_cells(master: NotebookNode, where: str, config: Config | None = None) -> MasterCells:
    """Return what nbgrader's ``SaveCells`` would store of ``master``.

    Parameters
    ----------
    master : NotebookNode
        The master notebook, or a student edition of it. It is not changed.
    where : str
        Names the notebook in errors.
    config : Config, optional
        nbgrader's settings, for the marks and stubs of ``ClearSolutions``.

    Raises
    ------
    GradebookError
        If a cell's nbgrader metadata cannot be stored.
    """
    notebook = _student_edition(master, where, config)
    # Sorted as nbformat sorts on disk, so that it equals what nbgrader stored.
    kernelspec = json.dumps(notebook.metadata.get("kernelspec", {}), sort_keys=True)
    cells = MasterCells(kernelspec=kernelspec)
    for cell in cells_of(notebook):
        if cell.is_marked:
            _add_cell(cells, cell, f"{where}, cell {cell.index + 1}")
    return cells


def _student_edition(master: NotebookNode, where: str, config: Config | None) -> NotebookNode:
    """Clear the solutions and compute the checksums, as ``nbgrader generate_assignment`` does before it saves.

    A notebook whose checksums are all there and right has been through that: its answer cells hold what
    students were given, which must not be cleared again.
    """
    if _has_checksums(master):
        return master
    notebook = copy.deepcopy(master)  # the preprocessors work in place
    resources: dict[str, Any] = {}
    try:
        ClearSolutions(parent=None, config=config).preprocess(notebook, resources)
        ComputeChecksums(parent=None, config=config).preprocess(notebook, resources)
    except (RuntimeError, ValueError, KeyError) as error:
        reason = f"no {error} in a cell's nbgrader metadata" if isinstance(error, KeyError) else str(error)
        raise _bad_cell(where, reason) from error
    return notebook


def _has_checksums(master: NotebookNode) -> bool:
    read = cells_of(master)
    checked = [master.cells[cell.index] for cell in read if cell.solution or cell.is_read_only]
    try:
        return bool(checked) and all(is_as_released(cell) for cell in checked)
    except (KeyError, TypeError, ValueError):
        return False  # bad metadata is reported where the cell is read


def _add_cell(cells: MasterCells, cell: Cell, place: str) -> None:
    name = cell.grade_id
    if not name:
        raise _bad_cell(place, "its nbgrader metadata has no grade_id")
    if name in cells.source:
        raise _bad_cell(place, f"the grade_id {name!r} occurs twice")
    if cell.type not in _CELL_TYPES:
        raise _bad_cell(place, f"a {cell.type} cell cannot be graded, only code and markdown")
    scored = {"max_score": _points(cell, place), "cell_type": cell.type} if cell.grade or cell.task else {}
    if cell.grade:
        cells.grade[name] = scored
    if cell.solution:
        cells.solution[name] = {}
    if cell.task:
        cells.task[name] = scored
    cells.source[name] = {
        "cell_type": cell.type,
        "locked": cell.is_read_only,
        "source": cell.source,
        "checksum": cell.checksum or None,
    }


def _points(cell: Cell, place: str) -> float:
    try:
        points = float(cell.nbgrader["points"])
    except (KeyError, TypeError, ValueError):
        points = math.nan
    if not (math.isfinite(points) and points >= 0):
        raise _bad_cell(place, "its points must be a number, zero or more")
    return points


def _bad_cell(place: str, reason: str) -> GradebookError:
    return GradebookError(reason, place, "Correct the master notebook and run the same command again.")


def update_notebook(session: Session, assignment: Any, name: str, cells: MasterCells, where: str) -> None:
    """Bring the rows of one master notebook up to date, keeping every score and comment.

    Raises
    ------
    GradebookError
        If a cell is gone for which students have marks or comments.
    """
    notebook = session.scalars(
        select(api.Notebook).where(api.Notebook.assignment_id == assignment.id, api.Notebook.name == name)
    ).one_or_none()
    if notebook is None:
        notebook = api.Notebook(id=api.new_uuid(), name=name, assignment_id=assignment.id, kernelspec=cells.kernelspec)
        session.add(notebook)
        session.flush()
    if notebook.kernelspec != cells.kernelspec:
        notebook.kernelspec = cells.kernelspec
    for model, wanted in cells.kinds():
        _update_cells(session, notebook, model, wanted, where)
    _update_sources(session, notebook.id, cells.source)
    session.flush()
    complete_submissions(session, notebook)


def _update_cells(session: Session, notebook: Any, model: Any, wanted: dict[str, dict[str, Any]], where: str) -> None:
    """Add, change and remove rows of one kind of cell until they are the wanted ones."""
    found = {cell.name: cell for cell in session.scalars(select(model).where(model.notebook_id == notebook.id))}
    gone = [cell for name, cell in found.items() if name not in wanted]
    _forget(session, gone, where)
    unused = not session.scalar(select(func.count()).where(api.SubmittedNotebook.notebook_id == notebook.id))
    kept = [name for name in found if name in wanted]
    if unused and kept != list(wanted)[: len(kept)]:
        # nbgrader puts missing cells back in row order, so rows nobody refers to are written anew in
        # notebook order.
        _forget(session, [found[name] for name in kept], where)
        found = {}
    for name, values in wanted.items():
        cell = found.get(name)
        if cell is None:
            session.add(model(id=api.new_uuid(), name=name, notebook_id=notebook.id, **values))
            continue
        for attribute, value in values.items():
            if getattr(cell, attribute) != value:
                setattr(cell, attribute, value)
    session.flush()


def _forget(session: Session, cells: Iterable[Any], where: str) -> None:
    """Remove cells that the master no longer has, unless that would drop a mark or a comment."""
    cells = list(cells)
    ids = [cell.id for cell in cells]
    if not ids:
        return
    grade, comment = api.Grade, api.Comment
    marked = select(grade.cell_id).where(
        grade.cell_id.in_(ids),
        or_(grade.auto_score.is_not(None), grade.manual_score.is_not(None), grade.extra_credit.is_not(None)),
    )
    noted = select(comment.cell_id).where(comment.cell_id.in_(ids), comment.manual_comment.is_not(None))
    used = set(session.scalars(marked)) | set(session.scalars(noted))
    if used:
        names = ", ".join(sorted({cell.name for cell in cells if cell.id in used}))
        raise GradebookError(
            f"the master notebook no longer has {names}, for which students have scores or comments",
            where,
            "Put the cells back with the same grade_id. To drop those scores on purpose, remove the "
            "submissions first ('nbgrader db assignment remove').",
        )
    session.execute(delete(grade).where(grade.cell_id.in_(ids)))
    session.execute(delete(comment).where(comment.cell_id.in_(ids)))
    for cell in cells:
        session.delete(cell)
    session.flush()


def _update_sources(session: Session, notebook_id: str, wanted: dict[str, dict[str, Any]]) -> None:
    """Make the source cells those of the master, in its order. No grade refers to them."""
    model = api.SourceCell
    rows = list(session.scalars(select(model).where(model.notebook_id == notebook_id)))
    if [row.name for row in rows] != list(wanted):
        for row in rows:
            session.delete(row)
        session.flush()  # before the new rows: their names are unique within the notebook
        rows = []
        session.add_all(
            model(id=api.new_uuid(), name=name, notebook_id=notebook_id, **values) for name, values in wanted.items()
        )
    for row in rows:
        for attribute, value in wanted[row.name].items():
            if getattr(row, attribute) != value:
                setattr(row, attribute, value)
