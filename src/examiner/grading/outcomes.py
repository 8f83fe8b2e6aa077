"""Turns how a test ended into a check: its outcome, its points, and what is said of it."""

from __future__ import annotations

import msgspec
import pytest

from examiner.grading.assertions import is_machinerys
from examiner.grading.blame import WrongKind
from examiner.grading.callbacks import is_refusal, is_slip
from examiner.grading.errors import (
    NeverRan,
    NotPlainData,
    OutOfPatience,
    StudentCrash,
    StudentError,
    StudentFault,
    StudentTimeout,
    Told,
)
from examiner.grading.messages import hint_of, message_of, with_seen
from examiner.model import Check, Outcome, Text, say
from examiner.model.text import unicode_text

MOST_MESSAGE = 2000


def outcome_of(error: BaseException | None) -> Outcome:
    """Return the outcome that an exception of a test stands for.

    Whatever is neither the student's doing (see ``blame``) nor an assertion is a fault: a bug of the grader or of
    ours must never look like a wrong answer. An assertion of pytest's own, such as one on its fixtures, is no check's.
    """
    match error:
        case None:
            return Outcome.PASSED
        case StudentTimeout() | OutOfPatience():
            return Outcome.TIMED_OUT
        case StudentCrash():
            return Outcome.CRASHED
        case StudentError():
            return Outcome.RAISED
        case NeverRan():
            return Outcome.SKIPPED
        case AssertionError() if not isinstance(error, Told) and is_machinerys(error):
            return Outcome.FAULT
        case NotPlainData() | AssertionError() | pytest.fail.Exception():
            return Outcome.FAILED
    if is_refusal(error) and not is_slip(error):
        return Outcome.FAILED
    # Hypothesis says so when the same input gave different results: only the student's code can do that.
    return Outcome.FAILED if type(error).__name__ in ("Flaky", "FlakyFailure") else Outcome.FAULT


def make_check(
    name: str,
    title: Text,
    max_points: float,
    error: BaseException | None,
    comparison: Text | None,
    detail: str,
    seconds: float,
    measured: Text | None = None,
    seen: tuple[Text, ...] = (),
) -> Check:
    """Return the check for a test that ended with ``error`` (None: it passed).

    Parameters
    ----------
    comparison, measured : Text, optional
        The last comparison, and the last measured value, that did not hold in this test.
    seen : tuple of Text
        What the test looked at of what was printed and drawn.
    """
    outcome = outcome_of(error)
    message = message_of(error, outcome, comparison, measured)
    if outcome is Outcome.FAILED:
        message = with_seen(message, seen)
    shown = error if isinstance(error, StudentFault) else error.__cause__ if error is not None else None
    return Check(
        name=name,
        title=title,
        outcome=outcome,
        points=max_points if outcome is Outcome.PASSED else 0.0,
        max_points=max_points,
        message=_short(message),
        hint=_short(hint_of(error)),
        traceback=unicode_text(shown.traceback) if isinstance(shown, StudentError) else "",
        detail=unicode_text(detail) if outcome is not Outcome.PASSED else "",
        grader_line=unicode_text(error.line) if isinstance(error, WrongKind | OutOfPatience) else "",
        seconds=round(seconds, 3),
    )


def told_before(check: Check, first: Check) -> Check:
    """Return a check that ended with the very exception of another one, such as a shared fixture's, told there."""
    zh, en = f"與「{first.title.zh}」是同一個原因", f"for the same reason as in “{first.title.en}”"
    message, detail = say(zh, en), f"the same as in {first.name}"
    return msgspec.structs.replace(check, message=message, hint=None, traceback="", detail=detail)


def _short(text: Text | None) -> Text | None:
    return text.shortened(MOST_MESSAGE) if text is not None else None
