"""Turns what a test did into a check: its outcome, points, and what the student may read of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from examiner.grading.assertions import authors_text, is_explained
from examiner.grading.author import StudentValueError, approx, describe
from examiner.grading.errors import (
    NeverRan,
    NotPlainData,
    StudentCrash,
    StudentError,
    StudentFault,
    StudentTimeout,
)
from examiner.grading.hints import hinted
from examiner.model import Check, Outcome, Text, say
from examiner.model.text import unicode_text

MOST_MESSAGE = 2000
OPERATORS = {
    "==": ("應等於", "to equal"),
    "!=": ("應不等於", "to differ from"),
    "<": ("應小於", "to be less than"),
    "<=": ("應不大於", "to be at most"),
    ">": ("應大於", "to be greater than"),
    ">=": ("應不小於", "to be at least"),
    "in": ("應屬於", "to be in"),
    "not in": ("應不屬於", "to be absent from"),
    "is": ("應為", "to be"),
    "is not": ("應不為", "to be other than"),
}


def outcome_of(error: BaseException | None) -> Outcome:
    """Return the outcome that an exception of a test stands for.

    Whatever is neither the student's doing nor an assertion is a fault: a bug of the grader or of ours
    must never look like a wrong answer.
    """
    match error:
        case None:
            return Outcome.PASSED
        case StudentTimeout():
            return Outcome.TIMED_OUT
        case StudentCrash():
            return Outcome.CRASHED
        case StudentError():
            return Outcome.RAISED
        case NeverRan():
            return Outcome.SKIPPED
        case NotPlainData() | AssertionError() | pytest.fail.Exception():
            return Outcome.FAILED
    # Hypothesis says so when the same input gave different results: only the student's code can do that.
    return Outcome.FAILED if type(error).__name__ in ("Flaky", "FlakyFailure") else Outcome.FAULT


def misuse(error: BaseException | None, received: Sequence[Any]) -> StudentValueError | None:
    """Return what went wrong if a grader used a student's value as what it is not, and Python or NumPy refused.

    ``student.Account(10).deposit(5)`` where ``Account`` returned a dict is the student's mistake, not the grader's; so
    is an array where ``student.f(3) == 6`` compares one number.

    Parameters
    ----------
    error : BaseException or None
        What the check ended with.
    received : sequence
        The values that the student's side gave in this check.
    """
    if isinstance(error, AttributeError):
        for value in received:
            if error.obj is value:
                got = describe(value)
                zh, en = f"應有 {error.name}，卻得到 {got}", f"expected an object with {error.name!r}, got {got}"
                return StudentValueError(say(zh, en))
    if isinstance(error, TypeError):
        for value in reversed(received):
            if str(error) == f"{type(value).__name__!r} object is not callable":
                got = describe(value)
                return StudentValueError(say(f"應為函式，卻得到 {got}", f"expected a function, got {got}"))
    if isinstance(error, ValueError) and str(error).startswith("The truth value of a"):
        for value in reversed(received):
            if hasattr(type(value), "shape"):
                got = describe(value)
                return StudentValueError(say(f"應為單一的值，卻得到 {got}", f"expected a single value, got {got}"))
    return None


def compared(op: str, left: Any, right: Any) -> Text | None:
    """Return a comparison that did not hold, in the student's words."""
    if isinstance(right, approx) and op == "==":
        return right.difference(left)
    if isinstance(left, approx) and op == "==":
        return left.difference(right)
    zh, en = OPERATORS.get(op, (op, op))
    got, want = describe(left), describe(right)
    return say(f"{got} {zh} {want}", f"expected {got} {en} {want}")


def make_check(
    name: str,
    title: Text,
    max_points: float,
    error: BaseException | None,
    comparison: Text | None,
    detail: str,
    seconds: float,
) -> Check:
    """Return the check for a test that ended with ``error`` (None: it passed)."""
    outcome = outcome_of(error)
    shown = error if isinstance(error, StudentFault) else error.__cause__ if error is not None else None
    return Check(
        name=name,
        title=title,
        outcome=outcome,
        points=max_points if outcome is Outcome.PASSED else 0.0,
        max_points=max_points,
        message=_short(message_of(error, outcome, comparison)),
        hint=_short(hint_of(error)),
        traceback=unicode_text(shown.traceback) if isinstance(shown, StudentError) else "",
        detail=unicode_text(detail) if outcome is not Outcome.PASSED else "",
        seconds=round(seconds, 3),
    )


def _short(text: Text | None) -> Text | None:
    return text.shortened(MOST_MESSAGE) if text is not None else None


def message_of(error: BaseException | None, outcome: Outcome, comparison: Text | None) -> Text | None:
    """Return what the student reads: never pytest's own explanation, which may show hidden data."""
    if error is None:
        return None
    if outcome is Outcome.FAULT:
        return say("評分程式發生問題，老師已收到通知", "the grader had a problem; your teacher has been told")
    if isinstance(error, StudentFault | StudentValueError):
        return error.text
    if outcome is Outcome.FAILED and type(error).__name__.startswith("Flaky"):
        return say("相同的輸入得到不同的結果", "the same input gave different results")
    if isinstance(error, pytest.fail.Exception):
        return hinted(str(error))
    return comparison or (None if is_explained(error) else hinted(str(error)))


def hint_of(error: BaseException | None) -> Text | None:
    """Return the text that the author gave with an assertion."""
    return None if isinstance(error, StudentValueError) else hinted(authors_text(error))
