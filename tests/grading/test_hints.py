"""A hint reaches the student as its author wrote it, in one language or two."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from examiner import hint
from examiner.grading.author import StudentValueError
from examiner.grading.hints import hinted, keeping_hints
from examiner.grading.outcomes import make_check
from examiner.model import Check, Outcome, Text, say

SECRET = 27182


def judged(test: Callable[[], object]) -> Check:
    """Return the check that a failing test gives; this module's assertions are rewritten like a grader's."""
    with keeping_hints(BEFORE):
        with pytest.raises((AssertionError, pytest.fail.Exception)) as caught:
            test()
        return make_check("test_a", Text.plain("A"), 1.0, caught.value, None, str(caught.value), 0.0)


def bare() -> None:
    assert SECRET == 1


def with_two_sides() -> None:
    assert SECRET == 1, hint("想想 / 看", "Think / again")


def with_one_string() -> None:
    assert SECRET == 1, hint("想想 / Think")


def with_a_plain_message() -> None:
    assert SECRET == 1, "assert nothing\nassert less"


def with_lines() -> None:
    assert SECRET == 1, hint("第一行\n第二行", "assert one line\n\n  and another")


def with_an_old_hint() -> None:
    assert SECRET == 1, KEPT


with keeping_hints() as BEFORE:
    KEPT = hint("早就寫好 / Written before")


@pytest.mark.parametrize(
    ("test", "text"),
    [
        (bare, None),
        (with_two_sides, say("想想 / 看", "Think / again")),
        (with_one_string, say("想想", "Think")),
        (with_a_plain_message, Text.plain("assert nothing\n  assert less")),
        (with_lines, say("第一行\n第二行", "assert one line\n\n  and another")),
        (with_an_old_hint, say("早就寫好", "Written before")),
    ],
)
def test_a_hint_reaches_the_student_whole_and_alone(test: Callable[[], object], text: Text | None) -> None:
    check = judged(test)
    assert (check.hint, check.message, check.outcome) == (text, None, Outcome.FAILED)
    assert str(SECRET) in check.detail


def test_a_hint_is_a_string_to_whoever_wants_one() -> None:
    assert hint("甲 / A") == "甲 / A" and hint("甲", "A") == "甲 / A"
    assert hint("甲", "A").text == hint("甲 / A").text == say("甲", "A")
    assert hint("").text is None


@pytest.mark.parametrize("sides", [("甲", ""), ("", "A"), (" ", " ")])
def test_a_hint_with_an_empty_side_is_refused(sides: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="side of a text is empty"):
        hint(*sides)


def test_hints_of_one_check_are_forgotten_in_the_next() -> None:
    with keeping_hints():
        hint("x", "y / z")
        assert hinted("x / y / z") == say("x", "y / z")
    with keeping_hints():
        assert hinted("x / y / z") is None


@pytest.mark.parametrize("text", ["", " ", "\n\t", "x" * 5000, "\ud800", " " * 5000 + "x"])
def test_whatever_a_students_code_says_is_no_fault_of_ours(text: str) -> None:
    from examiner.grading.errors import StudentError

    for error in (StudentError(text, text, text), AssertionError(text), StudentError("MemoryError", say("滿", "full"))):
        check = make_check("test_a", Text.plain("A"), 1.0, error, None, text, 0.0)
        assert check.outcome in (Outcome.RAISED, Outcome.FAILED)
        assert check.message is None or all(0 < len(side.text) <= 2000 for side in check.message.sides)
    assert isinstance(StudentValueError(say("甲", "A")).text, Text)
