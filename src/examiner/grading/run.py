"""One notebook being judged: its cells, its grade cells, and the checks' results as they come in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from nbformat import NotebookNode

from examiner.course.graders import cell_of_grader, task_name
from examiner.grading.blame import WrongKind, of_the_value
from examiner.grading.errors import NeverRan, StudentError, StudentFault
from examiner.grading.execution import RunningNotebook
from examiner.grading.measuring import Measurement
from examiner.grading.trail import NOBODY, Trail
from examiner.grading.wall import Wall
from examiner.model import Check, Outcome, Task, Text, digest
from examiner.model.cells import Cell, answer_cells, cells_of, grade_cells
from examiner.model.marks import add_up


@dataclass
class Segment:
    """What the cells of one task left behind: all since the grade cell before."""

    outputs: list[NotebookNode]
    failure: StudentFault | None
    sources: dict[str, str]
    written: tuple[str, ...] = ()  # code before the grade cell that is not put back from the master
    uploaded: Mapping[str, bytes] = field(default_factory=dict)  # the student's files, which that code may run

    def source(self, task: str) -> str:
        """Return the text of the answer cell ``task``.

        Raises
        ------
        KeyError
            If there is no such cell.
        """
        if task not in self.sources:
            raise KeyError(f"no answer cell {task!r}; there are: {', '.join(sorted(self.sources))}")
        return self.sources[task]


@dataclass
class Results:
    """What has been found about one notebook so far, by grade id."""

    checks: dict[str, list[Check]] = field(default_factory=dict)
    titles: dict[str, Text] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)  # grader modules that cannot be used
    segments: dict[str, Segment] = field(default_factory=dict)
    measured: dict[tuple[str, str], list[Measurement]] = field(default_factory=dict)  # by grade id and check
    demands: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)  # that a check names; the same


@dataclass(frozen=True)
class GradingRun:
    """One notebook to be judged by one folder of graders, and where the results go.

    Parameters
    ----------
    assignment : str
        The assignment's name.
    notebook_name : str
        The notebook's name, without ``.ipynb``.
    graders : Path
        Folder of its grader modules.
    running : RunningNotebook
        The notebook, executed as far as it was asked for.
    wall : Wall
        The way to its kernel.
    seed : callable
        Gives the seed for a task's check: ``seed(task, check)``.
    strict : bool
        Whether a grader that cannot be used stops everything, not only its task.
    of_master : bool
        Whether the notebook is the master: then whatever a grader does not expect is the grader's fault.
    uploaded : mapping of str to bytes
        The student's own files beside the notebook.
    trail : Trail
        Where word is left of the check that is under way.
    ways : collection of str
        In what tests in the notebook are judged as nbgrader does: names of :mod:`examiner.course.drop_in`.
    shared : Path or None
        ``graders/<assignment>``, where each notebook has a folder in it; None: the notebook is the only one.
    """

    assignment: str
    notebook_name: str
    graders: Path
    running: RunningNotebook
    wall: Wall
    seed: Callable[[str, str], int]
    strict: bool = False
    of_master: bool = False
    uploaded: Mapping[str, bytes] = field(default_factory=dict)
    trail: Trail = NOBODY
    ways: Collection[str] = ()
    shared: Path | None = None
    results: Results = field(default_factory=Results, init=False)

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders that its graders and what they share lie in, the assignment's first."""
        return (self.graders,) if self.shared is None else (self.shared, self.graders)

    @property
    def hidden_data(self) -> Path:
        """Folder of the data that only graders read."""
        return self.folders[0] / "data"

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """The notebook's grade cells, by grade id."""
        return {cell.grade_id: cell for cell in grade_cells(self.running.notebook)}

    def grade_id_of(self, module: Path) -> str:
        """Return the grade cell that a grader module scores."""
        return cell_of_grader(module, self.cells)

    def blamed(self, error: BaseException | None) -> WrongKind | None:
        """Return what the student did wrong if a check's exception is due to what came over the wall in it."""
        if self.of_master or not (self.wall.received or self.wall.looked):
            return None
        return of_the_value(error, self.wall.received, self.graders)

    def segment(self, grade_id: str) -> Segment:
        """Execute the notebook up to a grade cell and return what its task's cells left behind."""
        segments = self.results.segments
        if grade_id not in segments:
            end = self.cells[grade_id].index
            self.running.run_to(end)
            start = max((c.index + 1 for c in self.cells.values() if c.index < end), default=0)
            segments[grade_id] = self._look(grade_id, start, end)
        return segments[grade_id]

    def _look(self, grade_id: str, start: int, end: int) -> Segment:
        runs = self.running.runs
        ran = [i for i in range(start, end + 1) if i in runs]
        outputs = [output for i in ran if i != end for output in runs[i].result.outputs]
        # The answer cell's own failure first; else that of any other cell of the student's in this task.
        answers = answer_cells(self.running.notebook)
        own = answers.get(task_name(grade_id))
        order = sorted((i for i in ran if i != end), key=lambda i: own is None or i != own.index)
        failure = next((runs[i].failure for i in order if runs[i].failure is not None), None)
        if end in runs and isinstance(runs[end].failure, NeverRan):
            failure = runs[end].failure
        elif end in self.running.route.skipped and (why := self.running.used_up) is not None:
            failure = NeverRan(why)
        cells = [cell for cell in cells_of(self.running.notebook)[:end] if cell.index not in self.running.route.skipped]
        written = tuple(cell.source for cell in cells if cell.type == "code" and not cell.is_read_only)
        return Segment(outputs, failure, {name: cell.source for name, cell in answers.items()}, written, self.uploaded)

    def tasks(self) -> tuple[Task, ...]:
        """Return the results of all grade cells, in the notebook's order."""
        return tuple(self._task(cell) for cell in self.cells.values())

    def _task(self, cell: Cell) -> Task:
        checks = tuple(self.results.checks.get(cell.grade_id, ()))
        problem = self.results.problems.get(cell.grade_id)
        if problem is not None:
            checks = (Check("grader", Text.plain(cell.grade_id), Outcome.FAULT, 0.0, cell.points, detail=problem),)
        judged = bool(checks) and all(check.outcome is not Outcome.FAULT for check in checks)
        score = add_up(check.points for check in checks) if judged else None
        segment = self.results.segments.get(cell.grade_id)
        failure = segment.failure if segment is not None else None
        return Task(
            notebook=self.notebook_name,
            task=task_name(cell.grade_id),
            grade_id=cell.grade_id,
            title=self.results.titles.get(cell.grade_id) or Text.plain(task_name(cell.grade_id)),
            score=None if cell.is_manual else score,
            max_score=cell.points,
            checks=checks,
            manual=cell.is_manual,
            answer_error=_answer_error(failure),
            answer=self._answer(cell),
        )

    def _answer(self, cell: Cell) -> str:
        """Return a digest of what the student wrote from the grade cell before to this one, pictures included."""
        start = max((c.index + 1 for c in self.cells.values() if c.index < cell.index), default=0)
        cells = self.running.notebook.cells
        written = [c for c in cells_of(self.running.notebook)[start : cell.index + 1] if not c.is_read_only]
        return digest.of_data([[c.type, c.source, cells[c.index].get("attachments") or None] for c in written])


def _answer_error(failure: StudentFault | None) -> Text | None:
    """Return what a student reads of how the answer cell ended: what we know of it, and the traceback."""
    if failure is None:
        return None
    trace = failure.traceback if isinstance(failure, StudentError) else ""
    if not trace.strip():
        return failure.text
    told = failure.told if isinstance(failure, StudentError) else None
    return Text.plain(trace) if told is None else told.mapped(lambda side: f"{side}\n\n{trace}")
