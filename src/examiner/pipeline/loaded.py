"""One notebook of an assignment: what every submission of it is graded with, read once for a whole batch."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.course.settings import Settings
from examiner.grading.route import Route
from examiner.model import Limits
from examiner.model.cells import cells_of, grade_cells
from examiner.model.marks import add_up
from examiner.pipeline.comparable import Comparable
from examiner.pipeline.hidden_tests import reword
from examiner.pipeline.mixing import Mixing


@dataclass(frozen=True)
class LoadedNotebook:
    """What every submission of one notebook is graded with.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook as intake merges submissions into it.
    name : str
        Its file's name.
    graders : Path
        Folder of its graders.
    judged : bool
        Whether graders judge it; without, nbgrader's own scoring holds.
    shared : Path or None
        Folder of all the assignment's graders, where each of several notebooks has its own in it.
    files : dict of str to bytes
        What lies beside it.
    visible : dict of str to str
        By grade id, what students know of a cell that holds hidden tests; empty if graders judge.
    editions : tuple of NotebookNode
        The notebook as students may have got it, where that is not ``notebook``.
    everything : bool
        Whether all cells are run, as students run them: for the audit.
    mixing : Mixing
        What is found out of the master while submissions are graded.
    comparable : Comparable
        The same, where no graders judge.
    """

    course: Course
    assignment: str
    notebook: NotebookNode
    name: str
    graders: Path
    judged: bool
    shared: Path | None
    files: dict[str, bytes]
    limits: Limits
    secret: bytes
    visible: dict[str, str] = field(default_factory=dict)
    editions: tuple[NotebookNode, ...] = ()
    everything: bool = False
    mixing: Mixing = field(default_factory=Mixing, compare=False)
    comparable: Comparable = field(default_factory=Comparable, compare=False)

    @property
    def settings(self) -> Settings:
        """The course's settings."""
        return self.course.settings

    @property
    def master(self) -> Path:
        """Its file in ``source/``."""
        return self.course.source(self.assignment) / self.name

    @property
    def stem(self) -> str:
        """Its name without ``.ipynb``, as nbgrader knows it."""
        return Path(self.name).stem

    @property
    def max_score(self) -> float:
        """All its points."""
        return add_up(cell.points for cell in grade_cells(self.notebook))

    def route(self, notebook: NotebookNode) -> Route:
        """Return which cells of a notebook are run: this one's, or of one that was merged with it."""
        if not self.judged:
            return Route.of_nbgrader(notebook)
        judged = Route.judged(notebook, self.graders, self_checks=self.settings.run_self_checks)
        return Route(seeded=judged.seeded) if self.everything else judged

    def score_depends_on(self) -> dict[str, Any]:
        """Return digests of all that scores depend on beside the submission and what all notebooks share."""
        editions, untaken = self.editions, sorted(Route.of_nbgrader(self.notebook).skipped)
        return {
            "notebook": [[cell.type, cell.source, cell.nbgrader or None] for cell in cells_of(self.notebook)],
            **({"shown without hidden tests": sorted(self.visible)} if self.visible else {}),
            **({"not run": untaken} if untaken else {}),
            **({"released otherwise": [texts_of(edition) for edition in editions[1:]]} if editions[1:] else {}),
        }


def require_python(master: NotebookNode, path: Path) -> None:
    """Refuse a notebook of another language: to Python each of its cells is a mistake of the student's."""
    spec, info = (master.metadata.get(name, {}) for name in ("kernelspec", "language_info"))
    language = str(spec.get("language") or info.get("name") or "python")
    if language.lower() not in ("python", "ipython"):
        kernel = spec.get("display_name") or spec.get("name") or language
        raise CourseError(f"{path}: the notebook's kernel is {kernel} ({language}); only Python is graded")


def editions_of(course: Course, assignment: str, notebook: NotebookNode, name: str) -> tuple[NotebookNode, ...]:
    """Return what students got: what a release would be now, and what lies in release/ if that is another one."""
    released = course.release(assignment) / name
    try:
        there: NotebookNode = nbformat.read(released, as_version=4)
    except (OSError, ValueError, nbformat.ValidationError):  # none, or none that notes could be made of
        return (copy.deepcopy(notebook),)
    same = texts_of(there) == texts_of(notebook)
    return (copy.deepcopy(notebook),) if same else (copy.deepcopy(notebook), there)


def texts_of(notebook: NotebookNode) -> list[list[str]]:
    """Return what tells one edition from another: the types, texts and ids of its cells."""
    return [[cell.type, cell.source, cell.grade_id, cell.id] for cell in cells_of(notebook)]


def restore_tests(notebook: NotebookNode, judged: NotebookNode) -> dict[str, str]:
    """Put the grade cells that nbgrader judges by, hidden tests included, back: without graders they are the judges.

    Returns
    -------
    dict of str to str
        By grade id, the text that students know of each cell that was put back otherwise.
    """
    visible = {}
    sources = {cell.grade_id: cell.source for cell in grade_cells(judged)}
    for cell in grade_cells(notebook):
        if not cell.is_manual and cell.source != sources[cell.grade_id]:
            visible[cell.grade_id] = cell.source
            reword(notebook.cells[cell.index], sources[cell.grade_id])
    return visible
