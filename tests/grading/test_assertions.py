"""What an author said with an assertion, told apart from what pytest says of it; pytest rewrites this file too."""

from __future__ import annotations

import unittest
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examiner import array, hint, reaches
from examiner.grading.assertions import authors_text, is_explained
from examiner.grading.hints import keeping_hints
from examiner.grading.outcomes import make_check, outcome_of
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
    check = make_check("test_a", Text.plain("A"), 1.0, failed(test), None, "", 0.0, measured=got)
    assert (check.message, check.hint) == (got, Text.plain("more epochs"))


LABELS = np.array([4711, 4711, 4711, 7])


def mean_of_a_comparison() -> None:
    assert reaches(float((np.zeros(4) == LABELS).mean()), 0.9), hint("more epochs")


def negated() -> None:
    assert not (LABELS == LABELS).any(), hint("more epochs")


def one_of_two() -> None:
    assert SECRET == SECRET and not any(a == b for a, b in zip(LABELS, LABELS, strict=True)), hint("more epochs")


@pytest.mark.parametrize("test", [mean_of_a_comparison, negated, one_of_two])
def test_a_comparison_within_an_assertion_is_not_shown(test: Callable[[], object]) -> None:
    within = Text.plain("expected array([4711, 4711]) to equal array([0, 0])")
    check = check_of(test, within)
    assert (check.message, check.hint) == (None, Text.plain("more epochs"))


def test_a_comparison_that_is_all_of_the_assertion_is_shown() -> None:
    shown = Text.plain("expected 3 to equal 4")

    def one() -> None:
        assert SECRET == 0

    def several() -> None:
        assert SECRET > 0 and SECRET < 9

    assert check_of(one, shown).message == check_of(several, shown).message == shown


def numpy_says() -> None:
    np.testing.assert_array_equal(np.array([4711.0, 1, 2]), np.array([4711.0, 1, 5]))


def numpy_says_of_shapes() -> None:
    np.testing.assert_allclose(np.array([4711.0, 1]), np.array([4711.0, 1, 5]))


def numpy_repeats_a_hint() -> None:
    np.testing.assert_allclose(4711.0, 4712.0, err_msg=hint("more epochs"))


def pandas_says() -> None:
    pd.testing.assert_series_equal(pd.Series([4711, 2, 3, 4]), pd.Series([4711, 2, 3, 5]))


def pandas_says_of_shapes() -> None:
    pd.testing.assert_frame_equal(pd.DataFrame({"a": [4711, 2]}), pd.DataFrame({"a": [4711]}))


def unittest_says() -> None:
    unittest.TestCase().assertEqual([4711], [4712])


@pytest.mark.parametrize(
    ("test", "told"),
    [
        (numpy_says, "1 of 3 elements differ"),
        (numpy_says_of_shapes, "the shapes (2,) and (3,) are not the same"),
        (numpy_repeats_a_hint, "1 of 1 elements differ"),
        (pandas_says, "25.0 % of the values differ"),
        (pandas_says_of_shapes, "the shapes (2, 1) and (1, 1) are not the same"),
        (unittest_says, "the result is not the expected one"),
    ],
)
def test_a_librarys_explanation_tells_a_student_counts_and_shapes_alone(test: Callable[[], object], told: str) -> None:
    with keeping_hints():
        check = check_of(test)
    assert check.message is not None and check.message.en == told and check.message.zh
    assert check.hint == (Text.plain("more epochs") if test is numpy_repeats_a_hint else None)


def raises_it_again() -> None:
    try:
        assert SECRET == 0
    except AssertionError as error:
        raise AssertionError(str(error)) from None


def raises_it_later() -> None:
    kept = ""
    try:
        assert SECRET == 0
    except AssertionError as error:
        kept = repr(error)
    raise AssertionError(f"wrong: {kept}")


def raises_what_a_library_said() -> None:
    try:
        unittest.TestCase().assertEqual(SECRET, 4712)
    except AssertionError as error:
        raise AssertionError(f"wrong: {error}") from error


def says_it_in_an_assertion() -> None:
    try:
        numpy_says()
    except AssertionError as error:
        assert not error, f"wrong: {error}"


def says_it_in_a_hint() -> None:
    try:
        assert SECRET == 0
    except AssertionError as error:
        assert not error, hint(f"wrong: {error}")


def fails_with_it() -> None:
    try:
        assert SECRET == 0
    except AssertionError as error:
        pytest.fail(f"wrong: {error}")


@pytest.mark.parametrize(
    "test",
    [
        raises_it_again,
        raises_it_later,
        raises_what_a_library_said,
        says_it_in_an_assertion,
        says_it_in_a_hint,
        fails_with_it,
    ],
)
def test_an_explanation_that_an_author_repeats_is_for_staff(test: Callable[[], object]) -> None:
    check = check_with_hints(test)
    shown = f"{check.message} {check.hint}"
    assert "4711" not in shown and "4712" not in shown and "assert" not in shown
    assert "4711" in check.detail or test is says_it_in_an_assertion
    assert ("wrong:" in shown) is (test is says_it_in_a_hint)


def check_with_hints(test: Callable[[], object]) -> Check:
    """Return the check that a failing test makes, judged while its hints are known."""
    with keeping_hints():
        with pytest.raises((AssertionError, pytest.fail.Exception)) as caught:
            test()
        return make_check("test_a", Text.plain("A"), 1.0, caught.value, None, str(caught.value), 0.0)


HIDDEN = {"expected": SECRET}
LABEL = "the label is 4711"


def puts_a_value_in() -> None:
    assert SECRET == 0, f"expected {SECRET}"


def shows_a_dict() -> None:
    assert SECRET == 0, HIDDEN


def shows_a_variable() -> None:
    assert SECRET == 0, LABEL


def shows_what_a_function_makes() -> None:
    assert SECRET == 0, LABEL.upper() or str("more epochs")  # noqa: UP018


def calls_for_a_text() -> None:
    def secret(text: str) -> str:
        return f"{text} {SECRET}"

    assert SECRET == 0, secret("more epochs")


def fails_with_a_value() -> None:
    pytest.fail(f"expected {SECRET}")


def fails_with_a_reason() -> None:
    pytest.fail(reason="expected " + str(SECRET), pytrace=False)


def raises_with_a_value() -> None:
    raise AssertionError("expected %d" % SECRET)  # noqa: UP031


def raises_a_class_that_says_more() -> None:
    class Wrong(AssertionError):
        def __str__(self) -> str:
            return f"more epochs than {SECRET}"

    raise Wrong("more epochs")


@pytest.mark.parametrize(
    "test",
    [
        puts_a_value_in,
        shows_a_dict,
        shows_a_variable,
        shows_what_a_function_makes,
        calls_for_a_text,
        fails_with_a_value,
        fails_with_a_reason,
        raises_with_a_value,
        raises_a_class_that_says_more,
    ],
)
def test_a_message_that_is_computed_and_no_hint_is_for_staff(test: Callable[[], object]) -> None:
    check = check_with_hints(test)
    assert (check.outcome, check.hint, check.message) == (Outcome.FAILED, None, None)
    assert str(SECRET) in check.detail


def asserts_a_constant() -> None:
    assert SECRET == 0, "more epochs"


def asserts_a_constant_in_parts() -> None:
    assert SECRET == 0, f"more epochs"  # noqa: F541


def fails_with_a_constant() -> None:
    pytest.fail("more epochs")


def fails_with_a_constant_by_name() -> None:
    pytest.fail(reason="more epochs", pytrace=False)


def raises_a_constant() -> None:
    raise AssertionError("more epochs")


def fails_with_a_hint() -> None:
    pytest.fail(hint(f"more epochs{'' if SECRET else '!'}"))


def raises_a_hint() -> None:
    advice = hint("more epochs")
    raise AssertionError(advice)


@pytest.mark.parametrize(
    "test",
    [
        asserts_a_constant,
        asserts_a_constant_in_parts,
        fails_with_a_constant,
        fails_with_a_constant_by_name,
        raises_a_constant,
        fails_with_a_hint,
        raises_a_hint,
    ],
)
def test_a_message_that_stands_in_the_source_or_is_a_hint_is_for_the_student(test: Callable[[], object]) -> None:
    check = check_with_hints(test)
    assert [text for text in (check.hint, check.message) if text] == [Text.plain("more epochs")]


@pytest.mark.parametrize(
    ("fails", "outcome"),
    [
        (lambda: np.testing.assert_equal(1, 2), Outcome.FAULT),
        (lambda: array([[1], [1, 2]]), Outcome.FAILED),
    ],
)
def test_an_assertion_in_which_no_author_had_a_part_is_a_fault(fails: Callable[[], object], outcome: Outcome) -> None:
    error = failed(fails)
    assert outcome_of(error) is Outcome.FAILED
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    assert trace is not None
    assert outcome_of(error.with_traceback(trace)) is outcome
