"""What runs in a worker process of an audit: batches of answers to one task, on kernels of a shared fork server."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from nbformat import NotebookNode

from examiner import pipeline
from examiner.audit.judging import Answer, JudgedAnswer, TaskJudge, TimeLimits
from examiner.audit.namespace import given_values
from examiner.audit.tasks import Task
from examiner.audit.traces import HiddenData
from examiner.batch.worker import limit_own_memory
from examiner.kernels import claims
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.inside import box
from examiner.kernels.pool import KernelPool
from examiner.model import Report, Submission
from examiner.model.cells import cells_of
from examiner.model.notebook import text_of
from examiner.pipeline import LoadedAssignment
from examiner.release.leaks import Leak

T = TypeVar("T")
ORDINARY = TimeLimits()  # as in grading
SPOILT = ("mutant", "wrapped")  # made by machine from the master's: the first check that is not passed is enough


@dataclass(frozen=True)
class WorkerSetup:
    """What every worker of one audit needs."""

    loaded: LoadedAssignment  # with the notebook that is audited as its only one
    graders: Path
    server: Path  # run folder of the fork server
    boxed: bool
    name: str  # no other audit's: a process may work for several, one after the other


@dataclass(frozen=True)
class AnswerBatch:
    """Answers to one task that share a kernel.

    What is made from the master's is held to ``limits`` and to the first check that is not passed; other answers are
    judged as a student's.
    """

    task: Task
    answers: tuple[Answer, ...]
    limits: TimeLimits = ORDINARY


@dataclass(frozen=True)
class Whole:
    """A whole notebook, graded."""

    report: Report
    errors: tuple[str, ...]  # of cells that raised one: which cell, and what


class AuditWorker:
    """Judges with kernels of the audit's fork server; one at a time in a process.

    Parameters
    ----------
    setup : WorkerSetup
        What the audit works on.
    """

    def __init__(self, setup: WorkerSetup) -> None:
        self.setup = setup
        self.pool = KernelPool(ForkServer.attach(setup.server), spare=0)

    def try_batch(self, batch: AnswerBatch) -> list[JudgedAnswer]:
        """Judge a batch of answers, in order.

        The kernel is reused. At the end a good answer, the batch's last or the master's, must be worth full marks on
        it: else something leaked from one answer to the next, and each is judged again on a kernel of its own. So is
        each mutant not caught, and each wrapped answer that has changed something and was not.
        """
        judge = self.judge_of(batch.task)
        try:
            trials = [_judge(judge, answer, batch.limits) for answer in batch.answers]
            if len(trials) > 1 and not (trials[-1].answer.good and trials[-1].full):
                master = Answer(batch.task.name, "master", "master", batch.task.master)
                clean = judge.judge(master, TimeLimits(), first_only=True).full
                if not clean:
                    return [self._alone(batch, answer) for answer in batch.answers]
        finally:
            judge.close()
        if len(trials) == 1:
            return trials
        again = [t.full and t.in_effect and t.answer.kind in SPOILT for t in trials]
        return [self._alone(batch, t.answer) if spared else t for spared, t in zip(again, trials, strict=True)]

    def _alone(self, batch: AnswerBatch, answer: Answer) -> JudgedAnswer:
        judge = self.judge_of(batch.task)
        try:
            return _judge(judge, answer, batch.limits)
        finally:
            judge.close()

    def judge_of(self, task: Task) -> TaskJudge:
        """Return a judge of answers to a task, with a kernel of its own."""
        loaded, (book,) = self.setup.loaded, self.setup.loaded.books
        place = self.setup.graders, loaded.course.root, loaded.files
        return TaskJudge(task, *place, loaded.limits, self.pool, book.shared)

    def grade_notebook(self, notebook: NotebookNode, student: str, everything: bool = False) -> Whole:
        """Grade a whole notebook the way a submission is graded, or with all cells run as a student runs them."""
        (book,) = self.setup.loaded.books
        loaded = self.setup.loaded.only(book.stem, everything=everything)
        with claims.temporary() as folder:
            (folder / book.name).write_text(text_of(notebook), encoding="utf-8")
            submission = Submission(student, loaded.assignment, folder)
            graded = pipeline.grade(loaded, submission, self.pool.session, boxed=self.setup.boxed)
        return Whole(graded.report, tuple(error for one in graded.notebooks.values() for error in _errors(one)))

    def namespace_leaks(self, hidden: HiddenData) -> list[Leak]:
        """Run the release's given cells and look for hidden data in what they define."""
        loaded, (book,) = self.setup.loaded, self.setup.loaded.books
        values = given_values(book.notebook, loaded.files, loaded.limits, self.pool)
        named = ((f"variable {name}", value) for name, value in values)
        return hidden.find("the namespace after the given cells", named)


# An executor gives a task no other way to what its process holds.
WORKER: ContextVar[AuditWorker] = ContextVar("WORKER")


def begin() -> None:
    """Begin a worker process; what it works on is not known yet."""
    box.die_with_parent()
    limit_own_memory()
    gc.freeze()


def warm() -> None:
    """Do nothing: a worker that does it has imported what this module needs."""


def call(setup: WorkerSetup, method: Callable[..., T], *args: object) -> T:
    """Call a method of this process' worker, which is set up by the first call for an audit."""
    worker = WORKER.get(None)
    if worker is None or worker.setup.name != setup.name:
        worker = AuditWorker(setup)
        WORKER.set(worker)
    return method(worker, *args)


def _judge(judge: TaskJudge, answer: Answer, limits: TimeLimits) -> JudgedAnswer:
    if answer.kind in SPOILT:
        return judge.judge(answer, limits, first_only=True)
    return judge.judge(answer, ORDINARY)


def _errors(executed: NotebookNode) -> Iterator[str]:
    """Yield the errors of an executed notebook's cells, but for those that are meant to raise one."""
    for cell in cells_of(executed):
        if "raises-exception" in cell.tags:
            continue
        for output in (o for o in executed.cells[cell.index].get("outputs", []) if o.output_type == "error"):
            yield f"cell {cell.index + 1} ({cell.grade_id or cell.id}): {output.ename}: {output.evalue}"[:300]
