"""Who of a class needs attention, and how long grading took."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from examiner.model import Marks, Verdict
from examiner.model.marks import TOLERANCE

LOW = 0.5  # of the points that are judged
BLANK = 1 / 3  # of the tasks


@dataclass(frozen=True, slots=True)
class Attention:
    """A student who may need help, and why.

    Parameters
    ----------
    student : str
        Who.
    share : float or None
        Of the points that are judged; None: nothing is, or nothing counts.
    blank : int
        Tasks without an answer.
    fell : float or None
        Points lost since the report before, if any.
    """

    student: str
    share: float | None
    blank: int
    fell: float | None


@dataclass(frozen=True, slots=True)
class Times:
    """How long it took to grade the submissions of a class, in seconds, and whose took longest."""

    median: float
    longest: float
    slowest: str
    cpu_median: float
    cpu_longest: float


def share_of(marks: Marks) -> float | None:
    """Return which share of the points that are judged counts for a submission; None where none are."""
    judged = marks.sums.judged
    return None if marks.score is None or judged <= 0 else marks.score / judged


def attention(marks: Iterable[Marks], fell: dict[str, float]) -> list[Attention]:
    """Return who got less than half, left a third of the tasks blank, or fell since the report before; worst first."""
    found = []
    for one in marks:
        if one.outcome is not Verdict.GRADED or one.excused:
            continue
        share, tasks = share_of(one), [task for task in one.tasks if task.counts]
        blank = sum(not task.task.answered for task in tasks)
        low = share is not None and share < LOW - TOLERANCE
        if low or (blank and blank >= BLANK * len(tasks)) or one.student in fell:
            found.append(Attention(one.student, share, blank, fell.get(one.student)))
    return sorted(found, key=lambda one: (1.0 if one.share is None else one.share, one.student))


def times_of(marks: Sequence[Marks]) -> Times | None:
    """Return how long grading took, or None where nothing was timed."""
    timed = [one.report for one in marks if one.report.seconds > 0]
    if not timed:
        return None
    slowest = max(timed, key=lambda one: one.seconds)
    cpu = [one.cpu_seconds for one in timed]
    median = statistics.median(one.seconds for one in timed)
    return Times(median, slowest.seconds, slowest.student, statistics.median(cpu), max(cpu))
