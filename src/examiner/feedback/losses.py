"""Where a submission lost points, the most first, and what to look at next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from examiner.feedback.checks import CheckView
from examiner.feedback.tasks import TaskView
from examiner.model.marks import TOLERANCE, add_up


@dataclass(frozen=True, slots=True)
class LostCheck:
    """A check that points were lost at, and its number among its task's."""

    number: int
    check: CheckView
    points: float


@dataclass(frozen=True, slots=True)
class LostTask:
    """A task that points were lost in, with its checks; none where a person gave the points."""

    task: TaskView
    checks: tuple[LostCheck, ...]


@dataclass(frozen=True, slots=True)
class Next:
    """What to look at first: a task, and in it a check; with a word of the page where the whole answer failed."""

    task: TaskView
    check: LostCheck | None
    word: str


def losses(tasks: Sequence[TaskView]) -> list[LostTask]:
    """Return the tasks that lost points, those that lost most first."""
    lost = sorted((task for task in tasks if task.lost > TOLERANCE), key=lambda task: -task.lost)
    return [LostTask(task, _checks(task)) for task in lost]


def next_of(lost: Sequence[LostTask]) -> Next | None:
    """Return what to look at next: the task that lost most, and in it an error before a wrong answer."""
    if not lost:
        return None
    first = lost[0]
    if first.task.state == "unanswered":
        return Next(first.task, None, "next_unanswered")
    if first.task.answer_error is not None and first.checks:
        return Next(first.task, None, "next_error")
    return Next(first.task, first.checks[0] if first.checks else None, "")


def _checks(task: TaskView) -> tuple[LostCheck, ...]:
    if task.hand is not None or task.state == "unanswered":
        return ()
    lost = [
        LostCheck(number, check, points)
        for number, check in enumerate(task.checks, start=1)
        if check.points is not None and (points := add_up((check.max_points, -check.points))) > TOLERANCE
    ]
    return tuple(sorted(lost, key=lambda one: -one.points))
