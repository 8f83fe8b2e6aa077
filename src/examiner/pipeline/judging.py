"""Judges one notebook of a submission that was taken in: on kernels and an account of its own.

Several notebooks of one submission share nothing: what one of them uses up or breaks costs the others no point. Where a
course has nbgrader's way, the next one finds the files that one has written.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field

from nbformat import NotebookNode

from examiner.course.drop_in import CROSS_CHECK, RUNS
from examiner.course.secret import derive_seed
from examiner.grading import runner
from examiner.grading.execution import RunningNotebook, SessionMaker
from examiner.grading.run import GradingRun
from examiner.grading.trail import Trail
from examiner.grading.wall import Mixed, Wall
from examiner.intake.upload import Intake
from examiner.kernels.budget import Budget
from examiner.kernels.errors import ForkServerError, KernelError
from examiner.model import Fault, FaultKind, Submission, Task, Text
from examiner.model.text import unicode_text
from examiner.pipeline import hidden_tests, second_look
from examiner.pipeline.autograded import autograded_notebook
from examiner.pipeline.left_files import left_files
from examiner.pipeline.loaded import LoadedNotebook
from examiner.pipeline.unanswered import with_answered


@dataclass(frozen=True)
class Judged:
    """What came of judging one notebook.

    Parameters
    ----------
    tasks : tuple of Task
        Its tasks, in order; none after a fault.
    notes : tuple of Text
        What its student is told of the run.
    notebook : NotebookNode or None
        As it was run, with result tables.
    fault : Fault or None
        Why it could not be judged.
    starved : bool
        Its real time ended before it had got half of its CPU time: to be run once more, with nothing beside it.
    left : mapping
        Files for the next notebook of the assignment.
    """

    tasks: tuple[Task, ...] = ()
    notes: tuple[Text, ...] = ()
    notebook: NotebookNode | None = None
    cpu_seconds: float = 0.0
    fault: Fault | None = None
    starved: bool = False
    left: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Attempt:
    """One notebook that was taken in, to be judged; a second time if its objects are to be given more."""

    loaded: LoadedNotebook
    submission: Submission
    taken: Intake
    make_session: SessionMaker
    trail: Trail

    def result(self) -> Judged:
        """Judge the notebook; once more if the master's objects may be given data where this one's were not."""
        known = self.loaded.mixing.known or frozenset()
        judged, mixed = self.judged(known)
        if not mixed - known:
            return judged
        try:
            allowed = self.learned()
        except Exception as error:  # the master cannot be judged: that is nobody's wrong answer
            return Judged(fault=fault_of(error))
        return self.judged(allowed)[0] if mixed & (allowed - known) else judged

    def judged(self, mixing: frozenset[Mixed]) -> tuple[Judged, frozenset[Mixed]]:
        """Run and judge the notebook; return also in which checks its objects were to be given data."""
        budget = Budget(self.loaded.limits)
        notebook = self.taken.notebook
        try:
            route = self.loaded.route(notebook)
        except Exception as error:  # it reads what students wrote
            return Judged(fault=fault_of(error)), frozenset()
        running = RunningNotebook(notebook, self.taken.files, budget, self.make_session, route)
        wall = Wall(running, mixing)
        try:
            judged = self._judge(wall, running)
            return dataclasses.replace(judged, starved=budget.starved), frozenset(wall.mixed)
        except Exception as error:  # a fault of ours is told to staff and never costs a student points
            cpu = 0.0 if isinstance(error, KernelError) else running.cpu_seconds()
            return Judged(fault=fault_of(error), cpu_seconds=cpu), frozenset()
        finally:
            running.close()

    def learned(self) -> frozenset[Mixed]:
        """Return in which checks the master's objects are given data."""
        book = self.loaded
        found: frozenset[Mixed] = book.mixing.learn(
            book.master, book.graders.resolve(), book.shared, book.course.root, self.start_master
        )
        return found

    def start_master(self, notebook: NotebookNode) -> RunningNotebook:
        """Return the master on a kernel and an account of its own."""
        budget, route = Budget(self.loaded.limits), self.loaded.route(notebook)
        return RunningNotebook(notebook, self.loaded.files, budget, self.make_session, route)

    def seed(self, task: str, check: str) -> int:
        """Return the seed of a check's hidden inputs."""
        submission = self.submission
        parts = (submission.assignment, submission.student, self.taken.content, task, check)
        return derive_seed(self.loaded.secret, "rng", *parts)

    def _judge(self, wall: Wall, running: RunningNotebook) -> Judged:
        book, taken = self.loaded, self.taken
        own = {path: data for path, data in taken.files.items() if path not in book.files}
        names = book.assignment, book.stem, book.graders.resolve()
        run = GradingRun(
            *(*names, running, wall, self.seed),
            uploaded=own,
            trail=self.trail,
            ways=book.settings.as_nbgrader,
            shared=book.shared,
        )
        with contextlib.ExitStack() as runs:
            shown = run
            if book.judged:
                runner.run_graders(run, book.course.root)
            else:
                runner.score_like_nbgrader(run)
                shown = runs.enter_context(hidden_tests.without_hidden_tests(run, book.visible, book.limits))
                if CROSS_CHECK not in run.ways:
                    second_look.cross_check(run, shown.running, book, self.start_master)
            running.run_all()
            left = left_files(shown.running) if RUNS in run.ways and not book.judged else {}
        if running.outside_death:
            raise ForkServerError(running.outside_death)
        tasks = with_answered(hidden_tests.seen_by_students(run, shown), taken.notebook, book.editions)
        given = [cell.source for cell in book.notebook.cells if cell.cell_type == "markdown"]
        return Judged(
            tasks,
            tuple(shown.running.notes),
            autograded_notebook(tasks, book.settings.languages, shown.running, given),
            round(running.cpu_seconds() + shown.running.cpu_seconds() * (shown is not run), 3),
            left=left,
        )


def fault_of(error: Exception) -> Fault:
    """Return the fault that an exception of ours stands for."""
    match error:
        case ForkServerError():
            kind = FaultKind.FORK_SERVER
        case runner.GraderProblem():
            kind = FaultKind.GRADER
        case _:
            kind = FaultKind.INTERNAL
    return Fault(kind, unicode_text(f"{type(error).__name__}: {error}"))
