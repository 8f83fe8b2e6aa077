"""One answer to one task, judged on a warm kernel that may judge many.

The kernel runs the cells that the task needs once. Before each answer its names and random numbers are put back to
what they were then, so that an answer finds what it would find in a fresh notebook.
"""

from __future__ import annotations

import copy
import dataclasses
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from examiner.audit import inside
from examiner.audit.tasks import Task
from examiner.audit.wrapping.kinds import EFFECT, definition
from examiner.course.secret import derive_seed
from examiner.grading import runner
from examiner.grading.errors import StudentFault
from examiner.grading.execution import CellRun, RunningNotebook
from examiner.grading.measuring import Measurement
from examiner.grading.route import Route
from examiner.grading.run import GradingRun, Results
from examiner.grading.wall import Wall
from examiner.kernels.budget import Budget
from examiner.kernels.pool import KernelPool
from examiner.model import Check, Limits, Outcome
from examiner.model.marks import add_up

SECRET = b"examiner audit"  # not the course's: the same course gives the same audit on every machine
KERNEL_SECONDS = 36_000.0  # a kernel judges many answers, so a limit for one notebook is not for it
LEAST_SECONDS = 1.0  # of a mutant's cell or call
PLAIN = ("-p", "no:threadexception", "-p", "no:faulthandler", "-p", "no:logging")
SLACK = 3.0  # a mutant may take so many times what the master took


@dataclass(frozen=True)
class TimeLimits:
    """CPU seconds that a cell and a call may take; None: as in ordinary grading."""

    cell: float | None = None
    call: float | None = None

    @classmethod
    def after(cls, cell: float, call: float) -> TimeLimits:
        """Return the limits for mutants of an answer that needed so many seconds."""
        return cls(max(2 * LEAST_SECONDS, SLACK * cell), max(LEAST_SECONDS, SLACK * call))


@dataclass(frozen=True)
class Answer:
    """A text for a task's answer cell, and what to call it."""

    task: str
    kind: str  # master, release, mutant, wrapped, right, wrong, junk
    name: str
    source: str
    seed: int = 0  # added to every seed; also chooses the hidden inputs

    @property
    def of_master(self) -> bool:
        """Whether it is the master's, with whatever seed."""
        return self.kind in ("master", "seed") and self.name == "master"

    @property
    def good(self) -> bool:
        """Whether it should earn everything."""
        return self.of_master or self.kind == "right"


@dataclass(frozen=True)
class Measured:
    """A measurement and the check that made it."""

    check: str
    number: int  # of the measurement in its check, from 0
    measurement: Measurement


@dataclass(frozen=True)
class JudgedAnswer:
    """How one answer was judged."""

    answer: Answer
    score: float
    max_score: float
    checks: tuple[Check, ...]
    error: str = ""  # what the answer cell ended with
    measured: tuple[Measured, ...] = ()
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    slowest_cell: float = 0.0
    slowest_call: float = 0.0
    in_effect: bool = True  # of a wrapper: whether it has changed anything
    demands: Mapping[str, frozenset[str]] = field(default_factory=dict, compare=False)  # that each check names

    @property
    def full(self) -> bool:
        """Whether it earned everything."""
        return bool(self.checks) and all(check.outcome is Outcome.PASSED for check in self.checks)

    @property
    def faults(self) -> tuple[Check, ...]:
        """The checks that ended with a bug of the grader's, or in which it raised for an answer it did not expect."""
        return tuple(check for check in self.checks if check.outcome is Outcome.FAULT or check.grader_line)


class ReusedNotebook(RunningNotebook):
    """A task's notebook whose kernel stays for the next answer."""

    def __init__(self, task: Task, files: dict[str, bytes], limits: Limits, pool: KernelPool) -> None:
        route = Route(seeded=task.graded)
        super().__init__(copy.deepcopy(task.notebook), files, Budget(limits), pool.session, route)
        self.task = task
        self.slowest_cell = self.slowest_before = 0.0
        self._answer_limits = TimeLimits()

    def begin(self, answer: Answer, limits: TimeLimits) -> None:
        """Put an answer in its place, and the kernel back to the cell before it."""
        if self.budget.deaths or self.used_up:
            self.restart()
        start, self._answer_limits = self.task.reset, TimeLimits()
        self.run_to(start - 1)
        self._answer_limits = limits
        self.rewind(start)
        own = [definition()] if answer.kind == "wrapped" else []
        self.replace_source(start, "\n".join([inside.reset(answer.seed), *own]))
        self.replace_source(start + 1, answer.source)
        self.slowest_cell = 0.0

    def cell_seconds(self, index: int) -> float | None:
        """Return the answer's limit; the cells before it, which a fresh kernel replays, must fit in too."""
        cell = self._answer_limits.cell
        return None if cell is None else max(cell, SLACK * self.slowest_before)

    def run_cell(self, index: int) -> CellRun:
        """Run one cell and take its time."""
        before = self.cpu_seconds()
        run = super().run_cell(index)
        if index == self.task.answer:
            self.slowest_cell = self.cpu_seconds() - before
        elif index < self.task.reset:
            self.slowest_before = max(self.slowest_before, self.cpu_seconds() - before)
        return run


class TimedWall(Wall):
    """A wall that holds every call to one limit if there is one, and else knows how long the slowest took."""

    def __init__(self, running: RunningNotebook, most: float | None = None) -> None:
        self.running, self.most, self.slowest = running, most, 0.0
        super().__init__(running, mixing=None)  # whoever writes right and wrong answers does not forge them

    def begin_check(self, seconds: float | None = None, name: str = "") -> None:
        """Begin a check; what the grader allows its calls is bounded too."""
        super().begin_check(seconds if self.most is None else self.most, name)

    def ask(self, op: str, target: dict[str, Any] | None, value: Any) -> Any:
        """Send one request, and take its time if somebody wants to know."""
        __tracebackhide__ = True
        if self.most is not None:
            return super().ask(op, target, value)
        self.running.session()  # what a fresh kernel replays is no part of the call
        before = self.running.cpu_seconds()
        try:
            return super().ask(op, target, value)
        finally:
            if self.running.alive:
                self.slowest = max(self.slowest, self.running.cpu_seconds() - before)


class TaskJudge:
    """Judges answers to one task, one after the other.

    Parameters
    ----------
    task : Task
        What is answered.
    graders, root : Path
        Folder of the graders, and of the course.
    files : dict of str to bytes
        What lies beside the notebook.
    limits : Limits
        Of an ordinary submission.
    pool : KernelPool
        Gives kernels.
    shared : Path, optional
        Folder of all the assignment's graders, where each of several notebooks has its own in it.
    """

    def __init__(
        self,
        task: Task,
        graders: Path,
        root: Path,
        files: dict[str, bytes],
        limits: Limits,
        pool: KernelPool,
        shared: Path | None = None,
    ) -> None:
        self.task, self.graders, self.root, self.shared = task, graders, root, shared
        roomy = dataclasses.replace(limits, notebook_seconds=KERNEL_SECONDS)
        self.notebook = ReusedNotebook(task, files, roomy, pool)

    def judge(self, answer: Answer, limits: TimeLimits, *, first_only: bool = False) -> JudgedAnswer:
        """Judge one answer.

        Parameters
        ----------
        answer : Answer
            What to put into the answer cell.
        limits : TimeLimits
            How long its code may run.
        first_only : bool
            Stop at the first check that is not passed.
        """
        began, notebook = time.monotonic(), self.notebook
        cpu = notebook.cpu_seconds()
        notebook.begin(answer, limits)
        wall = TimedWall(notebook, limits.call)
        name = self.task.name  # also of the notebook, which is made for this task alone
        about = (name, name, self.graders, notebook, wall, _seeds(answer))
        run = GradingRun(*about, of_master=answer.of_master, shared=self.shared)
        options = (*PLAIN, "-x") if first_only else PLAIN
        runner.run_graders(run, self.root, self.task.grade_ids, options)
        results = [task for task in run.tasks() if task.grade_id in self.task.grade_ids]
        return JudgedAnswer(
            answer,
            add_up(result.score or 0.0 for result in results),
            self.task.points,
            tuple(
                msgspec.structs.replace(check, name=self.task.called(result.grade_id, check.name))
                for result in results
                for check in result.checks
            ),
            next((str(result.answer_error) for result in results if result.answer_error), ""),
            tuple(_measured(run.results, self.task)),
            time.monotonic() - began,
            notebook.cpu_seconds() - cpu,
            notebook.slowest_cell,
            wall.slowest,
            answer.kind != "wrapped" or self._in_effect(wall),
            {self.task.called(*place): ids for place, ids in run.results.demands.items()},
        )

    def _in_effect(self, wall: Wall) -> bool:
        """Say whether the wrapper around the last answer has changed anything; of a kernel that died nobody knows."""
        if not self.notebook.alive:
            return True
        wall.begin_check()
        try:
            return wall.request("get", {"name": EFFECT}) is True
        except StudentFault:
            return False  # never bound

    def close(self) -> None:
        """End the kernel."""
        self.notebook.close()


def _measured(results: Results, task: Task) -> Iterator[Measured]:
    """Yield the measurements with the checks that made them."""
    for place, measurements in results.measured.items():
        for number, measurement in enumerate(measurements):
            yield Measured(task.called(*place), number, measurement)


def _seeds(answer: Answer) -> Callable[[str, str], int]:
    def seed(task: str, check: str) -> int:
        return derive_seed(SECRET, "rng", str(answer.seed), task, check)

    return seed
