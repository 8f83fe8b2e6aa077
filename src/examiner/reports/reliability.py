"""How much of the spread of the totals is the students' and not chance: Cronbach's alpha."""

from __future__ import annotations

import importlib
import statistics
from collections.abc import Sequence

import msgspec

from examiner.model.marks import TOLERANCE
from examiner.reports.statistics import Total

CONFIDENCE = 0.95


class Alpha(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Cronbach's alpha over the tasks, with an interval of 95 %; the interval is null where SciPy is not installed."""

    value: float
    low: float | None
    high: float | None
    students: int
    tasks: int


def alpha_of(totals: Sequence[Total]) -> Alpha | None:
    """Return Cronbach's alpha of a class, or None for fewer than two tasks or three students, or equal totals.

    Parameters
    ----------
    totals : sequence of Total
        Only those with the tasks that most have enter.

    Notes
    -----
    Cronbach, "Coefficient alpha and the internal structure of tests", Psychometrika 16 (1951); the interval is that of
    Feldt, "The approximate sampling distribution of Kuder-Richardson reliability coefficient twenty", Psychometrika 30
    (1965): (1 - alpha) / (1 - its estimate) is distributed as F with n - 1 and (n - 1)(k - 1) degrees of freedom.
    """
    keys = max((tuple(one.tasks) for one in totals), key=len, default=())
    rows = [[one.tasks[key] for key in keys] for one in totals if one.tasks.keys() == {*keys}]
    students, tasks = len(rows), len(keys)
    if students < 3 or tasks < 2:
        return None
    spread = statistics.variance(map(sum, rows))
    if spread <= TOLERANCE:
        return None
    items = sum(statistics.variance(column) for column in zip(*rows, strict=True))
    value = tasks / (tasks - 1) * (1 - items / spread)
    low, high = _interval(value, students - 1, (students - 1) * (tasks - 1))
    return Alpha(value, low, high, students, tasks)


def _interval(value: float, above: int, below: int) -> tuple[float | None, float | None]:
    """Return Feldt's interval; SciPy is an extra, and its F distribution is nothing to write anew."""
    try:
        f = importlib.import_module("scipy.stats").f
    except ImportError:
        return None, None
    tail = (1 - CONFIDENCE) / 2
    low, high = (1 - (1 - value) * float(f.ppf(share, above, below)) for share in (1 - tail, tail))
    return low, high
