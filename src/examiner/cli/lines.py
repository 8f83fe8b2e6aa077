"""What ``examiner grade --json`` prints: one object a line, of types declared here.

Sentences stand as strings, in all languages, where they always stood, for the programs that read them there; ``texts``
holds the same ones by language.
"""

from __future__ import annotations

import msgspec

from examiner.model import Check, Fault, Outcome, Report, Task, Text, Verdict

SCHEMA_VERSION = 2  # 1 did not name it, and had no notebooks and no texts


class CheckTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check's sentences by language."""

    title: Text
    message: Text | None
    hint: Text | None


class CheckLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check, without what is for staff only."""

    name: str
    title: str
    outcome: Outcome
    points: float
    max_points: float
    message: str
    hint: str
    texts: CheckTexts

    @classmethod
    def of(cls, check: Check) -> CheckLine:
        """Return the line's part on a check."""
        return cls(
            name=check.name,
            title=str(check.title),
            outcome=check.outcome,
            points=check.points,
            max_points=check.max_points,
            message=_string(check.message),
            hint=_string(check.hint),
            texts=CheckTexts(check.title, check.message, check.hint),
        )


class TaskTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A task's sentences by language."""

    title: Text


class TaskLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A task with its checks."""

    notebook: str
    task: str
    grade_id: str
    title: str
    score: float | None
    max_score: float
    manual: bool
    checks: tuple[CheckLine, ...]
    texts: TaskTexts

    @classmethod
    def of(cls, task: Task) -> TaskLine:
        """Return the line's part on a task."""
        return cls(
            notebook=task.notebook,
            task=task.task,
            grade_id=task.grade_id,
            title=str(task.title),
            score=task.score,
            max_score=task.max_score,
            manual=task.manual,
            checks=tuple(CheckLine.of(check) for check in task.checks),
            texts=TaskTexts(task.title),
        )


class GradeTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A submission's sentences by language."""

    reason: Text | None
    notes: tuple[Text, ...]


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
    reason: str  # why it was rejected or could not be judged
    fault: Fault | None
    notes: tuple[str, ...]
    texts: GradeTexts
    boxed: bool
    tests_inside: bool
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
            reason=report.fault.detail if report.fault is not None else _string(report.reason),
            fault=report.fault,
            notes=tuple(str(note) for note in report.notes),
            texts=GradeTexts(report.reason, report.notes),
            boxed=report.boxed,
            tests_inside=report.tests_inside,
            tasks=tuple(TaskLine.of(task) for task in report.tasks),
        )


def _string(text: Text | None) -> str:
    return "" if text is None else str(text)
