"""What a gradebook holds of one submission, beside what has been ruled on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from examiner.model.report import TaskKey
from examiner.model.rulings import Granted


@dataclass(frozen=True, slots=True)
class HeldCell:
    """What the gradebook holds of one grade cell: points by machine, by hand and extra, each None if there are none."""

    machine: float | None = None
    hand: float | None = None
    extra: float | None = None
    waits: bool = False  # for a person
    max_score: float = 0.0


@dataclass(frozen=True, slots=True)
class Held:
    """What the gradebook holds of one submission.

    Parameters
    ----------
    cells : mapping
        Of each cell that carries points.
    comments : mapping
        By the cell that each stands at, which need not carry points.
    due : datetime or None
        When it was due, an extension included.
    seconds_late : float
        How late it came.
    penalty : float
        Points taken off for that.
    extension : float
        Seconds by which it was due later than for the class.
    granted : Granted
        What staff have ruled on it.
    """

    cells: Mapping[TaskKey, HeldCell] = field(default_factory=dict)
    comments: Mapping[TaskKey, str] = field(default_factory=dict)
    due: datetime | None = None
    seconds_late: float = 0.0
    penalty: float = 0.0
    extension: float = 0.0
    granted: Granted = field(default_factory=Granted)
