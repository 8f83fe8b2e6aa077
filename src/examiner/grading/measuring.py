"""Checks of a measured value against a threshold: ``reaches`` and ``stays_below``.

They are written apart from plain comparisons so that ``examiner audit`` can show by what margin the master passes.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field

from examiner.grading.author import single
from examiner.model import Text, say

_current: ContextVar[Measurements | None] = ContextVar("measurements of the check in progress", default=None)


@dataclass(frozen=True, slots=True)
class Measurement:
    """A value that a grader measured and the threshold it was held against; true if the value is good enough."""

    value: float
    threshold: float
    upward: bool = True  # the value must be at least the threshold; else at most

    @property
    def margin(self) -> float:
        """By how much the value is better than the threshold; below zero, or NaN, if it is not good enough."""
        return self.value - self.threshold if self.upward else self.threshold - self.value

    def __bool__(self) -> bool:
        good = self.value >= self.threshold if self.upward else self.value <= self.threshold
        check = _current.get()
        if check is not None:
            check.missed = None if good else self
        return good

    def text(self) -> Text:
        """Return what a student reads of a value that is not good enough."""
        value, threshold = f"{self.value:.4g}", f"{self.threshold:.4g}"
        if self.upward:
            return say(f"得到 {value}，至少應為 {threshold}", f"got {value}, at least {threshold} is needed")
        return say(f"得到 {value}，至多應為 {threshold}", f"got {value}, at most {threshold} is allowed")


@dataclass(slots=True)
class Measurements:
    """What one check measured."""

    made: list[Measurement] = field(default_factory=list)
    missed: Measurement | None = None  # the last one that was looked at, if it was not good enough


def reaches(value: object, threshold: float) -> Measurement:
    """Say whether a measured value is at least ``threshold``: ``assert reaches(accuracy, 0.95), hint(...)``.

    Parameters
    ----------
    value : number
        What was measured. NaN reaches nothing; what is no number fails the check with a sentence that says so.
    threshold : float
        The least value that is good enough.

    Raises
    ------
    ValueError
        If ``threshold`` is no finite number.
    """
    return _measured(value, threshold, upward=True)


def stays_below(value: object, threshold: float) -> Measurement:
    """Say whether a measured value is at most ``threshold``: ``assert stays_below(error, 0.1), hint(...)``.

    Parameters, errors and NaN as in :func:`reaches`.
    """
    return _measured(value, threshold, upward=False)


def _measured(value: object, threshold: float, *, upward: bool) -> Measurement:
    if not math.isfinite(threshold):
        raise ValueError(f"the threshold must be a finite number, got {threshold!r}")
    number = single(value, name="the measured value")
    measurement = Measurement(number, float(threshold), upward)
    check = _current.get()
    if check is not None:
        check.made.append(measurement)
    return measurement


@contextlib.contextmanager
def recording() -> Iterator[Measurements]:
    """Collect the measurements of one check."""
    check = Measurements()
    token = _current.set(check)
    try:
        yield check
    finally:
        _current.reset(token)
