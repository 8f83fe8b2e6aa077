"""What a student reads of a check: the author's words, what came, counts. Hidden values are for staff alone."""

from __future__ import annotations

import re
from typing import Any

import pytest

from examiner.grading import shown
from examiner.grading.assertions import (
    authors_text,
    is_authors,
    is_compared,
    is_constant,
    is_explained,
    raised_text,
    without_explanation,
)
from examiner.grading.author import StudentValueError, approx, describe
from examiner.grading.callbacks import is_refusal
from examiner.grading.errors import OutOfPatience, StudentFault
from examiner.grading.hints import hinted, parsed, repeated
from examiner.model import Outcome, Text, say

GRADERS_PROBLEM = say("評分程式發生問題，老師已收到通知", "the grader had a problem; your teacher has been told")
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


def compared(op: str, left: Any, right: Any) -> Text | None:
    """Return a comparison that did not hold, in the student's words."""
    if isinstance(right, approx) and op == "==":
        return right.difference(left)
    if isinstance(left, approx) and op == "==":
        return left.difference(right)
    zh, en = OPERATORS.get(op, (op, op))
    got, want = shown.apart(describe, left, right)
    return say(f"{got} {zh} {want}", f"expected {got} {en} {want}")


def message_of(
    error: BaseException | None, outcome: Outcome, comparison: Text | None, measured: Text | None = None
) -> Text | None:
    """Return what the student reads: never an explanation of pytest's or a library's, which may show hidden data."""
    if error is None:
        return None
    if outcome is Outcome.FAULT:
        return GRADERS_PROBLEM
    if isinstance(error, OutOfPatience):
        return error.text
    if is_refusal(error):  # the student chose the arguments, so any figure would tell of what is hidden
        return say("傳給你的函式拒絕了這次呼叫", "a function that your code was given refused to be called this way")
    if isinstance(error, StudentFault | StudentValueError):
        return error.text
    if outcome is Outcome.FAILED and type(error).__name__.startswith("Flaky"):
        return say("相同的輸入得到不同的結果", "the same input gave different results")
    if isinstance(error, pytest.fail.Exception):
        return _said(without_explanation(str(error)), error) or _said(str(error), error)
    if is_explained(error):
        return comparison if is_compared(error) and comparison is not None else measured
    return _said(raised_text(error), error) if is_authors(error) else counted(str(error))


def _said(text: str, error: BaseException | None) -> Text | None:
    """Return what an author said if it is a hint, or stands in the source as it is: any other text may hold values."""
    return hinted(text) or (parsed(text) if is_constant(text, error) else None)


def seen(printed: str | None, drawn: int | None) -> tuple[Text, ...]:
    """Return what a check looked at of what was printed and drawn, None where it did not, in the student's words."""
    found = []
    if printed is not None:
        text = shown.printed(printed)
        full = say(f"印出的內容：\n{text}", f"what was printed:\n{text}")
        found.append(full if printed else say("沒有印出任何內容", "nothing was printed"))
    if drawn is not None:
        found.append(say(f"畫出的圖：{drawn} 張", f"plots drawn: {drawn}"))
    return tuple(found)


def with_seen(message: Text | None, seen: tuple[Text, ...]) -> Text | None:
    """Return a failed check's message with what the check looked at: a sentence such as "expected 0" is not enough."""
    texts = [text for text in (message, *seen) if text is not None]
    if len(texts) < 2:
        return next(iter(texts), None)
    return say("\n".join(text.zh for text in texts), "\n".join(text.en for text in texts))


COUNTS = (  # what a library's message may tell a student: numbers of elements, shapes, shares
    (r"Mismatched elements: (\d+) / (\d+)", "{1} 個元素中有 {0} 個不符", "{0} of {1} elements differ"),
    (
        r"\(shapes (\([\d, ]*\)), (\([\d, ]*\)) mismatch\)",
        "形狀 {0} 與 {1} 不同",
        "the shapes {0} and {1} are not the same",
    ),
    (
        r"\[left\]:  (\(\d+, \d+\))\n\[right\]: (\(\d+, \d+\))",
        "形狀 {0} 與 {1} 不同",
        "the shapes {0} and {1} are not the same",
    ),
    (r"values are different \(([\d.]+) %\)", "有 {0}% 的值不符", "{0} % of the values differ"),
)


def counted(explanation: str) -> Text:
    """Return how much differs, as NumPy's and pandas' tests count it, without the values that they show."""
    for pattern, zh, en in COUNTS:
        found = re.search(pattern, explanation)
        if found is not None:
            return say(zh.format(*found.groups()), en.format(*found.groups()))
    return say("結果與預期不符", "the result is not the expected one")


def hint_of(error: BaseException | None) -> Text | None:
    """Return the text that the author gave with an assertion."""
    if error is None or isinstance(error, StudentFault | StudentValueError | OutOfPatience):
        return None
    if is_refusal(error):
        text = authors_text(error) or raised_text(error)
        return repeated(text) or (parsed(text) if is_constant(text, error) else None)
    if isinstance(error, AssertionError) and not is_explained(error) and not is_authors(error):
        return repeated(str(error))
    return _said(authors_text(error), error)
