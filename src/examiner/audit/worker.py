"""What runs in a worker process of an audit: batches of answers to one task, on kernels of a shared fork server."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from nbformat import NotebookNode

from examiner import pipeline
from examiner.audit.hidden_values import HiddenData
from examiner.audit.judging import Answer, JudgedAnswer, TaskJudge, TimeLimits
from examiner.audit.namespace import given_values
from examiner.audit.result import Leak
from examiner.audit.tasks import Task
from examiner.batch.worker import limit_own_memory
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.inside import box
from examiner.kernels.pool import KernelPool
from examiner.model import Report, Submission
from examiner.model.cells import cells_of
from examiner.model.notebook import text_of
from examiner.pipeline import LoadedAssignment

T = TypeVar("T")
ORDINARY = TimeLimits()  # as in grading


@dataclass(frozen=True)
class WorkerSetup:
    """What every worker of one audit needs."""

    loaded: LoadedAssignment
    graders: Path
    server: Path  # run folder of the fork server
    boxed: bool


@dataclass(frozen=True)
class AnswerBatch:
    """Answers to one task that share a kernel.

    Mutants are held to ``limits`` and to the first check that is not passed; other answers are judged as a student's.
    """

    task: Task
    answers: tuple[Answer, ...]
    limits: TimeLimits = ORDINARY


_place: WorkerSetup | None = None
_pool: KernelPool | None = None


def begin() -> None:
    """Begin a worker process; it may wait for its workplace."""
    box.die_with_parent()
    limit_own_memory()
    gc.freeze()


def warm() -> None:
    """Do nothing: a worker that does it has imported what this module needs."""


def at(place: WorkerSetup, function: Callable[..., T], *args: object) -> T:
    """Call one of the functions below at a workplace, always the same one in one process."""
    global _place, _pool  # one per process, set before its first batch
    if _place is None:
        _place, _pool = place, KernelPool(ForkServer.attach(place.server, boxed=place.boxed), spare=0)
    return function(*args)


def try_batch(batch: AnswerBatch) -> list[JudgedAnswer]:
    """Judge a batch of answers, in order.

    The kernel is reused. At the end a good answer, the batch's last or the master's, must be worth full marks on it:
    else something leaked from one answer to the next, and each is judged again on a kernel of its own. So is each
    mutant not caught.
    """
    judge = _judge_of(batch.task)
    try:
        trials = [_judge(judge, answer, batch.limits) for answer in batch.answers]
        if len(trials) > 1 and not (trials[-1].answer.good and trials[-1].full):
            master = Answer(batch.task.name, "master", "master", batch.task.master)
            clean = judge.judge(master, TimeLimits(), first_only=True).full
            if not clean:
                return [_alone(batch, answer) for answer in batch.answers]
    finally:
        judge.close()
    if len(trials) == 1:
        return trials
    return [_alone(batch, t.answer) if t.full and t.answer.kind == "mutant" else t for t in trials]


def _alone(batch: AnswerBatch, answer: Answer) -> JudgedAnswer:
    judge = _judge_of(batch.task)
    try:
        return _judge(judge, answer, batch.limits)
    finally:
        judge.close()


def _judge(judge: TaskJudge, answer: Answer, limits: TimeLimits) -> JudgedAnswer:
    if answer.kind == "mutant":
        return judge.judge(answer, limits, first_only=True)
    return judge.judge(answer, ORDINARY)


def _judge_of(task: Task) -> TaskJudge:
    assert _place is not None and _pool is not None, "a worker is called through at()"
    loaded = _place.loaded
    return TaskJudge(task, _place.graders, loaded.course.root, loaded.files, loaded.limits, _pool)


@dataclass(frozen=True)
class Whole:
    """A whole notebook, graded."""

    report: Report
    errors: tuple[str, ...]  # of cells that raised one: which cell, and what


def grade_notebook(notebook: NotebookNode, student: str) -> Whole:
    """Grade a whole notebook the way a submission is graded."""
    assert _place is not None and _pool is not None, "a worker is called through at()"
    loaded = _place.loaded
    with tempfile.TemporaryDirectory(prefix="examiner-audit-") as folder:
        (Path(folder) / loaded.name).write_text(text_of(notebook), encoding="utf-8")
        submission = Submission(student, loaded.assignment, Path(folder))
        graded = pipeline.grade(loaded, submission, _pool.session, boxed=_place.boxed)
    return Whole(graded.report, tuple(_errors(graded.notebook)) if graded.notebook is not None else ())


def _errors(executed: NotebookNode) -> Iterator[str]:
    """Yield the errors of an executed notebook's cells, but for those that are meant to raise one."""
    for cell in cells_of(executed):
        if "raises-exception" in cell.tags:
            continue
        for output in (o for o in executed.cells[cell.index].get("outputs", []) if o.output_type == "error"):
            yield f"cell {cell.index + 1} ({cell.grade_id or cell.id}): {output.ename}: {output.evalue}"[:300]


def namespace_leaks(hidden: HiddenData) -> list[Leak]:
    """Run the release's given cells and look for hidden data in what they define."""
    assert _place is not None and _pool is not None, "a worker is called through at()"
    loaded = _place.loaded
    values = given_values(loaded.notebook, loaded.files, loaded.limits, _pool)
    return hidden.find("the namespace after the given cells", ((f"variable {name}", value) for name, value in values))
