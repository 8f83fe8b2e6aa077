"""What an author said with an assertion, told apart from what pytest says of it; pytest rewrites this file too."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examiner import hint, reaches
from examiner.grading.assertions import authors_text, is_explained
from examiner.grading.judge import make_check
from examiner.model import Check, Outcome, Text

SECRET = 4711


def failed(test: Callable[[], object]) -> AssertionError:
    """Return what a test fails with."""
    with pytest.raises(AssertionError) as caught:
        test()
    return caught.value


def check_of(test: Callable[[], object], comparison: Text | None = None) -> Check:
    """Return the check that a failing test makes."""
    return make_check("test_a", Text.plain("A"), 1.0, failed(test), comparison, "", 0.0)


def with_a_hint() -> None:
    assert SECRET == 0, hint("more epochs")


def without() -> None:
    assert SECRET == 0


def over_lines() -> None:
    assert (
        SECRET  #
        == 0
    ), hint(
        "more"  #
        " epochs"
    )


def two_on_a_line() -> None:
    assert SECRET, hint("other"); assert SECRET == 0  # fmt: skip  # noqa: E702


def in_another_function() -> None:
    with_a_hint()


@pytest.mark.parametrize("test", [with_a_hint, over_lines, in_another_function])
def test_a_hint_is_what_stands_before_pytests_explanation(test: Callable[[], object]) -> None:
    error = failed(test)
    assert is_explained(error) and authors_text(error) == "more epochs"
    assert str(SECRET) in str(error)


@pytest.mark.parametrize("test", [without, two_on_a_line])
def test_an_assertion_without_a_hint_says_nothing_to_the_student(test: Callable[[], object]) -> None:
    check = check_of(test)
    assert (check.outcome, check.hint, check.message) == (Outcome.FAILED, None, None)


def test_a_hint_may_look_like_an_assertion() -> None:
    def test() -> None:
        assert SECRET == 0, hint("assert in your cell that\nassert x > 0")

    found = authors_text(failed(test))
    assert found.startswith("assert in your cell that\n") and found.endswith("assert x > 0")
    assert str(SECRET) not in found


def test_a_hint_survives_hypothesis() -> None:
    @settings(database=None)
    @given(number=st.integers(0, 9))
    def test(number: int) -> None:
        assert number > SECRET, hint("more epochs")

    assert authors_text(failed(test)) == "more epochs"


def test_an_error_of_the_authors_own_making_is_shown_whatever_it_looks_like() -> None:
    def test() -> None:
        raise AssertionError("assert that the sum is 1")

    check = check_of(test)
    assert (check.message, check.hint) == (Text.plain("assert that the sum is 1"), None)


def test_a_librarys_assertion_is_shown_as_it_is() -> None:
    error = failed(lambda: np.testing.assert_array_equal([1], [2]))
    assert not is_explained(error) and authors_text(error) == ""


def test_what_cannot_be_told_is_not_shown() -> None:
    assert (
        is_explained(AssertionError("assert 4711 == 0")) and authors_text(AssertionError("x\nassert 4711 == 0")) == ""
    )


def test_no_assertion_is_neither() -> None:
    assert not is_explained(None) and not is_explained(ValueError("assert x"))
    assert authors_text(ValueError("more epochs\nassert x")) == ""


def test_a_student_reads_the_comparison_beside_the_hint() -> None:
    def test() -> None:
        assert reaches(0.9123, 0.95), hint("more epochs")

    got = Text.plain("got 0.9123")
    check = check_of(test, got)
    assert (check.message, check.hint) == (got, Text.plain("more epochs"))
