"""The class report's figures for machines, as ``examiner report --json`` prints them."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

import msgspec

from examiner.model import Marks, Text, Verdict
from examiner.reports import statistics as numbers
from examiner.reports.reliability import Alpha, alpha_of

SCHEMA_VERSION = 1


class Spread(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The totals, before penalties, of the submissions in which all counts that counts for the class."""

    count: int
    max_score: float
    mean: float
    median: float
    lowest: float
    highest: float


class TaskFigures(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a class did on one task."""

    notebook: str
    grade_id: str
    title: Text
    max_score: float
    judged: int
    mean: float | None
    median: float | None
    full: int
    zero: int
    difficulty: float | None  # the mean share of its points; 1 is easy
    correlation: float | None  # with the rest of the points


class CheckFigures(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a class did on one check."""

    notebook: str
    grade_id: str
    name: str
    title: Text
    judged: int
    passed: int
    pass_rate: float | None


class ClassFigures(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The figures of one assignment; ``path`` is the page that people read."""

    schema_version: int = SCHEMA_VERSION
    assignment: str
    path: str
    graded: int
    rejected: int
    fault: int
    excused: int  # from all of it
    missing: tuple[str, ...]  # students of the course who handed nothing in
    waiting: tuple[str, ...]  # submissions that a person must see to, or mark
    spread: Spread | None  # null: no submission is complete
    alpha: Alpha | None  # null: it has no meaning
    tasks: tuple[TaskFigures, ...]
    checks: tuple[CheckFigures, ...]

    @classmethod
    def of(
        cls, assignment: str, path: str, marks: Sequence[Marks], missing: Sequence[str], excused: int
    ) -> ClassFigures:
        """Return the figures of a class."""
        counts, totals = numbers.outcome_counts(marks), numbers.complete_totals(marks)
        return cls(
            assignment=assignment,
            path=path,
            graded=counts[Verdict.GRADED],
            rejected=counts[Verdict.REJECTED],
            fault=counts[Verdict.FAULT],
            excused=excused,
            missing=tuple(missing),
            waiting=tuple(sorted({case.student for case in numbers.cases(marks)})),
            spread=spread_of(totals),
            alpha=alpha_of(totals),
            tasks=tuple(map(_task, numbers.task_statistics(marks))),
            checks=tuple(map(_check, numbers.check_statistics(marks))),
        )


def spread_of(totals: Sequence[numbers.Total]) -> Spread | None:
    """Return the mean, median and extremes of the totals, or None without any."""
    scores = [one.score for one in totals]
    if not scores:
        return None
    most = max(one.max_score for one in totals)
    return Spread(len(scores), most, statistics.fmean(scores), statistics.median(scores), min(scores), max(scores))


def _task(task: numbers.TaskStatistics) -> TaskFigures:
    return TaskFigures(
        notebook=task.key.notebook,
        grade_id=task.key.grade_id,
        title=task.title,
        max_score=task.max_score,
        judged=task.judged,
        mean=task.mean,
        median=task.median,
        full=task.full,
        zero=task.zero,
        difficulty=task.difficulty,
        correlation=task.correlation,
    )


def _check(check: numbers.CheckStatistics) -> CheckFigures:
    passed = check.judged - check.failed
    return CheckFigures(*check.task, check.name, check.title, check.judged, passed, check.pass_rate)
