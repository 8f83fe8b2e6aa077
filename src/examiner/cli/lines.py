"""What ``examiner grade --json`` prints: one object a line, of types declared here."""

from __future__ import annotations

import msgspec

from examiner.model import Check, Fault, Outcome, Report, Task, Text, Verdict

SCHEMA_VERSION = 2  # 1 had sentences as strings, and tasks without notebooks


class CheckLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check, without what is for staff only."""

    name: str
    title: Text
    outcome: Outcome
    points: float
    max_points: float
    message: Text | None
    hint: Text | None

    @classmethod
    def of(cls, check: Check) -> CheckLine:
        """Return the line's part on a check."""
        return cls(check.name, check.title, check.outcome, check.points, check.max_points, check.message, check.hint)


class TaskLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A task with its checks."""

    notebook: str
    task: str
    grade_id: str
    title: Text
    score: float | None
    max_score: float
    manual: bool
    checks: tuple[CheckLine, ...]

    @classmethod
    def of(cls, task: Task) -> TaskLine:
        """Return the line's part on a task."""
        checks = tuple(CheckLine.of(check) for check in task.checks)
        return cls(task.notebook, task.task, task.grade_id, task.title, task.score, task.max_score, task.manual, checks)


class GradeLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One submission, as ``examiner grade --json`` prints it."""

    schema_version: int = SCHEMA_VERSION
    student: str
    assignment: str
    cached: bool
    outcome: Verdict
    score: float | None
    max_score: float
    seconds: float
    cpu_seconds: float
    reason: Text | None  # why it was rejected, and what to do
    fault: Fault | None  # why it could not be judged
    notes: tuple[Text, ...]
    boxed: bool
    tasks: tuple[TaskLine, ...]

    @classmethod
    def of(cls, report: Report) -> GradeLine:
        """Return the line on a report."""
        return cls(
            student=report.student,
            assignment=report.assignment,
            outcome=report.outcome,
            score=report.score,
            max_score=report.max_score,
            seconds=report.seconds,
            cpu_seconds=report.cpu_seconds,
            cached=report.cached,
            reason=report.reason,
            fault=report.fault,
            notes=report.notes,
            boxed=report.boxed,
            tasks=tuple(TaskLine.of(task) for task in report.tasks),
        )
