"""How a task and a submission stand, in the few ways a page distinguishes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from examiner.model import Outcome, Report, Task


def task_state(task: Task) -> str:
    """Return ``full``, ``partial``, ``none``, ``pending`` (a fault) or ``manual`` (waits for a person).

    The points decide, not the outcomes of the checks: a task without checks is not thereby passed.
    """
    if task.score is None:
        return "manual" if task.manual and task.outcome is not Outcome.FAULT else "pending"
    if task.score <= 0:
        return "none" if task.max_score > 0 else "full"
    return "full" if task.score >= task.max_score - 1e-9 else "partial"


@dataclass(frozen=True, slots=True)
class Total:
    """A submission's points, and how many of them nobody has judged yet."""

    score: float | None  # None: nothing is judged
    judged: float  # the points that ``score`` is out of
    pending: float
    max_score: float


def total(report: Report) -> Total:
    """Return the total of a graded report, counting only the tasks that have a score."""
    pending = points_of(task for task in report.tasks if task.score is None)
    if not pending and report.score is not None:
        return Total(report.score, report.max_score, 0.0, report.max_score)
    scores = [task.score for task in report.tasks if task.score is not None]
    judged = points_of(task for task in report.tasks if task.score is not None)
    return Total(sum(scores) if scores else None, judged, pending, report.max_score)


def points_of(tasks: Iterable[Task]) -> float:
    """Return the sum of the points that tasks can give."""
    return sum((task.max_score for task in tasks), 0.0)
