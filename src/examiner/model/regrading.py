"""What a newer report changes: whose marks, by which task and check, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from examiner.model.marks import TOLERANCE, Marks, TaskMarks
from examiner.model.report import Check, Outcome, TaskKey, Verdict

SCHEMA_VERSION = 1


class CheckChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check that ends otherwise than before; null: it was not there."""

    name: str
    before: Outcome | None
    after: Outcome | None
    points_before: float | None
    points_after: float | None
    why: str  # what the newer report says of it


class TaskChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A task that counts otherwise than before; null: nobody has judged it."""

    notebook: str
    task: str
    before: float | None
    after: float | None
    checks: tuple[CheckChange, ...]
    cause: str


class StudentChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A student whose marks change, as ``examiner regrade --json`` prints it."""

    schema_version: int = SCHEMA_VERSION
    student: str
    before: float | None
    after: float | None
    tasks: tuple[TaskChange, ...]
    cause: str  # of all that changed together
    penalty_before: float = 0.0
    penalty_after: float = 0.0


def student_change(before: Marks | None, after: Marks, why: Callable[[TaskKey | None], str]) -> StudentChange | None:
    """Return what changes from some marks to others; None if nothing does.

    Parameters
    ----------
    before, after : Marks
        Those that count, and those that would; ``before`` is None where there were none.
    why : callable
        Says of a task, or with None of all, what has changed that it depends on.
    """
    old = {task.key: task for task in before.tasks} if before is not None else {}
    new = {task.key: task for task in after.tasks}
    keys = dict.fromkeys([*new, *old])
    tasks = tuple(
        _task_change(key, old.get(key), new.get(key), why(key))
        for key in keys
        if not alike(_score(old.get(key)), _score(new.get(key)))
    )
    former = before.score if before is not None else None
    penalty = before.penalty if before is not None else 0.0
    if not tasks and alike(former, after.score) and alike(penalty, after.penalty):
        return None
    return StudentChange(
        student=after.student,
        before=former,
        after=after.score,
        tasks=tasks,
        cause=why(None),
        penalty_before=penalty,
        penalty_after=after.penalty,
    )


def check_changes(old: Sequence[Check], new: Sequence[Check]) -> tuple[CheckChange, ...]:
    """Return the checks that end otherwise, or give other points."""
    before, after = {check.name: check for check in old}, {check.name: check for check in new}
    found = []
    for name in dict.fromkeys([*after, *before]):
        one, other = before.get(name), after.get(name)
        if one is not None and other is not None and (one.outcome, one.points) == (other.outcome, other.points):
            continue
        found.append(
            CheckChange(
                name=name,
                before=one.outcome if one is not None else None,
                after=other.outcome if other is not None else None,
                points_before=one.points if one is not None else None,
                points_after=other.points if other is not None else None,
                why=str(other.message or "") if other is not None else "",
            )
        )
    return tuple(found)


def alike(one: float | None, other: float | None) -> bool:
    """Return whether two numbers of points are the same; None, which nobody has judged, is like none but itself."""
    return one == other if one is None or other is None else abs(one - other) <= TOLERANCE


def _task_change(key: TaskKey, old: TaskMarks | None, new: TaskMarks | None, cause: str) -> TaskChange:
    checks = check_changes(old.task.checks if old is not None else (), new.task.checks if new is not None else ())
    known = new or old
    assert known is not None
    return TaskChange(key.notebook, known.task.task, _score(old), _score(new), checks, cause)


def _score(task: TaskMarks | None) -> float | None:
    return None if task is None else task.score


class HistoryLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A report that counted, as ``examiner history --json`` prints it; the points are the machine's."""

    schema_version: int = SCHEMA_VERSION
    student: str
    assignment: str
    when: str
    who: str
    why: str
    outcome: Verdict
    score: float | None
    max_score: float
    tasks: tuple[TaskChange, ...]  # those that it changed
    cause: str  # what was otherwise than for the report before
    key: str
