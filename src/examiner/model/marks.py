"""What a submission is worth: the one place where points are added up."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

DIGITS = 6  # of a sum of points: fractions such as 0.1 + 0.2 are not exact, and nobody's mark shall show it
TOLERANCE = 1e-9  # points


def add_up(points: Iterable[float]) -> float:
    """Return the sum of points, to :data:`DIGITS` decimals."""
    return round(math.fsum(points), DIGITS)


class Scored(Protocol):
    """Whatever carries points that may not be judged yet: a :class:`~examiner.model.report.Task`, say."""

    @property
    def score(self) -> float | None:
        """Points earned; None: not judged."""

    @property
    def max_score(self) -> float:
        """Points that can be earned."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The sums over the tasks of one submission.

    Parameters
    ----------
    score : float or None
        Points earned in what is judged; None: nothing is.
    judged : float
        Points that could be earned there.
    pending : float
        Points of the tasks that nobody has judged yet.
    """

    score: float | None
    judged: float
    pending: float

    @property
    def max_score(self) -> float:
        """All points."""
        return add_up((self.judged, self.pending))

    @property
    def complete(self) -> bool:
        """Whether every task is judged."""
        return self.pending == 0 and self.score is not None

    @classmethod
    def of(cls, tasks: Iterable[Scored]) -> Marks:
        """Add up tasks, or whatever else has a score and a maximum."""
        tasks = tuple(tasks)
        scores = [task.score for task in tasks if task.score is not None]
        return cls(
            score=add_up(scores) if scores else None,
            judged=add_up(task.max_score for task in tasks if task.score is not None),
            pending=add_up(task.max_score for task in tasks if task.score is None),
        )
