"""What has changed since a student's earlier result, as the machine found both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from examiner.model import Check, Outcome, Report, Task, TaskMarks, Text
from examiner.model.regrading import alike, check_changes
from examiner.pages.text import name, titled

_NOT_WORSE = (Outcome.PASSED, Outcome.FAULT)  # of one that passed; a fault is not the student's


@dataclass(frozen=True, slots=True)
class TaskChange:
    """A task whose points or checks are other than before."""

    title: Text
    before: float | None
    now: float | None
    better: tuple[Text, ...]  # checks that pass now and did not
    worse: tuple[Text, ...]  # those that passed and do not


@dataclass(frozen=True, slots=True)
class Changes:
    """What is other than in the earlier result.

    Parameters
    ----------
    handed_in : str
        When what it is of was handed in; empty if nobody knows.
    same_answers : bool
        Whether it is of the same answers, which were graded again.
    tasks : tuple of TaskChange
        In the order of the assignment.
    """

    handed_in: str
    same_answers: bool
    tasks: tuple[TaskChange, ...]


def changes_since(former: Report | None, now: Report, tasks: Iterable[TaskMarks]) -> Changes | None:
    """Return what has changed since an earlier result, None if there is none or it is no other one.

    Tasks that a person marked or that do not count are left out: their points are no longer the machine's.
    """
    if former is None:
        return None
    old = {task.key: task for task in former.tasks}
    judged = [one for one in tasks if one.key in old and one.counts and one.hand is None]
    found = [change for one in judged if (change := _task_change(old[one.key], one)) is not None]
    same = former.timestamp == now.timestamp and _answers(former) == _answers(now)
    if not found and same:
        return None
    return Changes(name(former.timestamp or ""), same, tuple(found))


def _answers(report: Report) -> dict[tuple[str, str], str]:
    return {task.key: task.answer for task in report.tasks}


def _task_change(old: Task, marks: TaskMarks) -> TaskChange | None:
    task = marks.task
    turned = {one.name: one for one in check_changes(old.checks, task.checks) if one.before and one.after}
    checks = [(check, turned[check.name]) for check in task.checks if check.name in turned]
    change = TaskChange(
        title=titled(marks.title, task.task),
        before=old.score,
        now=task.score,
        better=_titles(check for check, one in checks if one.after is Outcome.PASSED and one.before is not one.after),
        worse=_titles(check for check, one in checks if one.before is Outcome.PASSED and one.after not in _NOT_WORSE),
    )
    return change if not alike(old.score, task.score) or change.better or change.worse else None


def _titles(checks: Iterable[Check]) -> tuple[Text, ...]:
    return tuple(titled(check.title, check.name) for check in checks)
