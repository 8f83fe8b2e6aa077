"""How a task and a submission stand, in the few ways a page distinguishes."""

from __future__ import annotations

from examiner.model import Outcome, TaskMarks
from examiner.model.marks import TOLERANCE


def task_state(task: TaskMarks) -> str:
    """Return ``full``, ``partial``, ``none``, ``pending`` (a fault), ``manual`` (for a person) or how it was ruled.

    The points decide, not the outcomes of the checks: a task without checks is not thereby passed.
    """
    if not task.counts:
        return task.standing.value
    if task.score is None:
        return "manual" if task.manual and task.outcome is not Outcome.FAULT else "pending"
    if task.score <= 0:
        return "none" if task.max_score > 0 else "full"
    return "full" if task.score >= task.max_score - TOLERANCE else "partial"
