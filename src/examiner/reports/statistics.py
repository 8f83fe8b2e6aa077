"""Numbers about a class: pure functions of its marks.

A score enters only where it is one: tasks that were not judged, and rejected or faulty submissions, are
counted apart and never as zero.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from examiner.model import Check, CrossCheck, Marks, Outcome, Report, Sums, TaskKey, TaskMarks, Text, Verdict
from examiner.model.marks import TOLERANCE, add_up
from examiner.pages.states import task_state

FAILURES = (Outcome.FAILED, Outcome.RAISED, Outcome.TIMED_OUT, Outcome.CRASHED, Outcome.SKIPPED)


@dataclass(frozen=True, slots=True)
class Total:
    """The part of one submission's points that is judged for everybody."""

    student: str
    score: float
    max_score: float
    tasks: Mapping[TaskKey, float] = field(default_factory=dict)  # the scores that make it up


@dataclass(frozen=True, slots=True)
class Bin:
    """How many submissions got a share of the points from ``low`` up to ``high``, in percent.

    ``high`` is excluded, but for the last bin, which holds full marks.
    """

    low: int
    high: int
    count: int


@dataclass(frozen=True, slots=True)
class TaskStatistics:
    """How a class did on one task."""

    key: TaskKey
    title: Text
    max_score: float
    judged: int
    mean: float | None  # None: nobody's is judged
    median: float | None
    full: int
    zero: int
    correlation: float | None  # with the rest of the points; None where it has no meaning

    @property
    def difficulty(self) -> float | None:
        """The mean share of the points, as test theory has it: 1 is easy; None where it has no meaning."""
        return None if self.mean is None or self.max_score <= 0 else self.mean / self.max_score


@dataclass(frozen=True, slots=True)
class CheckStatistics:
    """How a class did on one check."""

    task: TaskKey
    name: str
    title: Text
    judged: int
    outcomes: Mapping[Outcome, int]  # only those that lose points
    students: tuple[str, ...]  # who did not pass

    @property
    def failed(self) -> int:
        """How many students did not pass."""
        return len(self.students)

    @property
    def pass_rate(self) -> float | None:
        """Which share of those that were judged passed; None: none was."""
        return None if self.judged == 0 else 1 - self.failed / self.judged


@dataclass(frozen=True, slots=True)
class Case:
    """A submission that waits for a person."""

    student: str
    kind: str  # rejected, fault, task_fault or manual
    tasks: tuple[TaskMarks, ...]
    reason: Text | None  # why it was rejected, or what failed


def outcome_counts(reports: Iterable[Marks]) -> dict[Verdict, int]:
    """Return how many submissions ended in each way."""
    found = Counter(report.outcome for report in reports)
    return {verdict: found[verdict] for verdict in Verdict}


def crosscheck_counts(reports: Iterable[Report]) -> CrossCheck | None:
    """Return how many asserts were carried out a second time; None where graders judged."""
    found = [report.crosscheck for report in reports if report.crosscheck is not None]
    return sum(found, CrossCheck()) if found else None


def complete_totals(reports: Sequence[Marks]) -> list[Total]:
    """Return the totals, before penalties, over the tasks that wait for nobody's mark by hand.

    Only of the submissions where all of those are judged and count as everybody's do.
    """
    waiting = {task.key for report in reports for task in report.tasks if task_state(task) == "manual"}
    totals = []
    for report in reports:
        tasks = [task for task in report.tasks if task.key not in waiting and task.counts]
        scores = {task.key: task.score for task in tasks if task.score is not None}
        sums = Sums.of(tasks)
        if (
            report.outcome is Verdict.GRADED
            and report.like_others
            and sums.score is not None
            and len(scores) == len(tasks)
        ):
            totals.append(Total(report.student, sums.score, sums.max_score, scores))
    return totals


def histogram(totals: Iterable[Total], bins: int = 10) -> list[Bin]:
    """Return how the shares of the points are spread over equal bins from 0 to 100 percent."""
    counts = Counter(
        max(0, min(bins - 1, math.floor(total.score / total.max_score * bins + TOLERANCE)))
        for total in totals
        if total.max_score > 0
    )
    return [Bin(i * 100 // bins, (i + 1) * 100 // bins, counts[i]) for i in range(bins)]


def task_statistics(reports: Sequence[Marks]) -> list[TaskStatistics]:
    """Return the statistics of each task, in the order of the assignment."""
    graded = [report for report in reports if report.outcome is Verdict.GRADED]
    totals = complete_totals(graded)
    return [_one_task(key, graded, totals) for key in tasks_in_order(graded)]


def tasks_in_order(reports: Iterable[Marks]) -> dict[TaskKey, TaskMarks]:
    """Return one task for each key, in the order in which the reports list them."""
    found: dict[TaskKey, TaskMarks] = {}
    for report in reports:
        for task in report.tasks:
            found.setdefault(task.key, task)
    return found


def _one_task(key: TaskKey, graded: Iterable[Marks], totals: Iterable[Total]) -> TaskStatistics:
    tasks = [task for report in graded for task in report.tasks if task.key == key]
    scores = [task.score for task in tasks if task.score is not None]
    states = Counter(task_state(task) for task in tasks)
    # Against the rest of the points: a task is part of the total and would correlate with itself.
    own = [(one.tasks[key], add_up((one.score, -one.tasks[key]))) for one in totals if key in one.tasks]
    return TaskStatistics(
        key=key,
        title=tasks[0].title,
        max_score=tasks[0].task.max_score,
        judged=len(scores),
        mean=statistics.fmean(scores) if scores else None,
        median=statistics.median(scores) if scores else None,
        full=states["full"],
        zero=states["none"],
        correlation=correlation(own),
    )


def correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Return Pearson's correlation of pairs, or None for fewer than three or where one side is constant."""
    if len(pairs) < 3:
        return None
    try:
        return statistics.correlation([x for x, _ in pairs], [y for _, y in pairs])
    except statistics.StatisticsError:
        return None


def most_failed(checks: Iterable[CheckStatistics]) -> list[CheckStatistics]:
    """Return the checks that somebody did not pass, those with the largest share of failures first."""
    failed = [check for check in checks if check.failed]
    return sorted(failed, key=lambda check: (-check.failed / check.judged, -check.failed))


def check_statistics(reports: Iterable[Marks]) -> list[CheckStatistics]:
    """Return the statistics of each check, in the order in which they first appear."""
    results: dict[tuple[TaskKey, str], list[tuple[str, TaskMarks, Check]]] = defaultdict(list)
    for report in reports:
        if report.outcome is Verdict.GRADED:
            for task in report.tasks:
                for check in task.checks:
                    results[task.key, check.name].append((report.student, task, check))
    return [_one_check(rows) for rows in results.values()]


def _one_check(rows: Sequence[tuple[str, TaskMarks, Check]]) -> CheckStatistics:
    _, task, check = rows[0]
    failed = [(student, row.outcome) for student, _, row in rows if row.outcome in FAILURES]
    return CheckStatistics(
        task=task.key,
        name=check.name,
        title=check.title,
        judged=sum(row.outcome is not Outcome.FAULT for _, _, row in rows),
        outcomes=Counter(outcome for _, outcome in failed),
        students=tuple(sorted(student for student, _ in failed)),
    )


def cases(reports: Iterable[Marks]) -> list[Case]:
    """Return the submissions that wait for a person: faults first, then rejected ones, then marking by hand."""
    found = []
    for report in reports:
        if report.excused:
            continue
        if report.outcome is not Verdict.GRADED:
            found.append(Case(report.student, report.outcome.value, (), _reason(report.report)))
            continue
        for state, kind in (("pending", "task_fault"), ("manual", "manual")):
            tasks = tuple(task for task in report.tasks if _waits(task) == state)
            if tasks:
                found.append(Case(report.student, kind, tasks, None))
    order = ("fault", "task_fault", "rejected", "manual")
    return sorted(found, key=lambda case: (order.index(case.kind), case.student))


def _waits(task: TaskMarks) -> str:
    """Return why a task waits for a person; one whose answer changed after it was marked does too."""
    state = task_state(task)
    return "manual" if task.waits and state != "pending" else state  # how it was ruled waits for nobody


def _reason(report: Report) -> Text | None:
    if report.fault is not None:
        return Text.optional(report.fault.detail)
    return report.reason
