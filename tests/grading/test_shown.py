"""What people read of values, of what was printed, and of what the box is behind."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest

from examiner.grading import hit_limits, messages, shown
from examiner.grading.author import approx, describe
from examiner.grading.errors import StudentError
from examiner.model import Limits, say


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (43.583333333333336, "43.5833"),
        (2.0, "2.0"),
        (1e300, "1e+300"),
        (0.1 + 0.2, "0.3"),
        (-0.0, "-0.0"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (12345678901, "12345678901"),
        (True, "True"),
        (np.float32(0.1), "0.1"),
        (1 / 3 + 2j, "(0.3333333333333333+2j)"),
    ],
)
def test_a_number_is_short_and_a_whole_one_exact(value: object, text: str) -> None:
    assert shown.number(value) == text


def test_numbers_inside_lists_and_dicts_are_short_too() -> None:
    value = {"a": [1 / 3, 2, (0.5,)], "b": "1.23456789"}
    assert describe(value) == "{'a': [0.333333, 2, (0.5,)], 'b': '1.23456789'}"


@pytest.mark.parametrize("gap", [1e-3, 1e-7, 1e-11, 1e-15])
def test_two_different_numbers_never_look_alike(gap: float) -> None:
    one, other = shown.apart(shown.number, 0.7, 0.7 + gap)
    assert one != other
    text = messages.compared("==", 0.7 + gap, 0.7)
    assert text is not None and text.en == f"expected {other} to equal {one}"


def test_a_difference_of_approx_is_rounded() -> None:
    text = approx(43.583333333333336).difference(40.1)
    assert text is not None and text.en.startswith("expected 43.5833, got 40.1 (")
    text = approx([1 / 3, 1.0]).difference([2 / 3, 1.0])
    assert text is not None and "at index 0 expected 0.333333, got 0.666667" in text.en


@pytest.mark.parametrize("text", ["1E+2000", "-9.5E+1999"])
def test_a_decimal_beyond_all_floats_is_shown_as_it_is_and_is_no_infinity(text: str) -> None:
    value = Decimal(text)
    told = approx(2.0).difference(value)
    assert told is not None and told.en == f"expected 2.0, got Decimal('{text}')"
    for shape in (lambda one: one, lambda one: [one, 1]):
        assert shape(value) != approx(shape(math.copysign(math.inf, value)))
        assert shape(Decimal("2.50")) == approx(shape(2.5)) and shape(math.inf) == approx(shape(math.inf))
    assert [math.inf, Decimal(2)] == approx([math.inf, 2])


# -- what was printed and drawn ------------------------------------------------------------------------


def test_a_failed_check_that_read_what_was_printed_shows_it_with_blanks_that_can_be_seen() -> None:
    (text,) = messages.seen("Bo: 2.2 \nAnn: 1.0\n", None)
    assert text == say("印出的內容：\nBo: 2.2␠\nAnn: 1.0\n", "what was printed:\nBo: 2.2␠\nAnn: 1.0\n")


def test_nothing_printed_is_said_and_much_is_cut() -> None:
    assert messages.seen("", None) == (say("沒有印出任何內容", "nothing was printed"),)
    (text,) = messages.seen("x\n" * 10_000, 0 or None)
    assert len(text.en) < 500 and text.en.endswith("…")


def test_what_was_looked_at_stands_beside_the_comparison() -> None:
    found = messages.with_seen(say("0 應不小於 1", "expected 0 to be at least 1"), messages.seen(None, 0))
    assert found == say("0 應不小於 1\n畫出的圖：0 張", "expected 0 to be at least 1\nplots drawn: 0")


# -- what is behind an error ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["URLError", "gaierror", "ConnectionError", "MaxRetryError", "Exception", "OSError"])
def test_an_error_of_the_network_says_that_there_is_none_and_what_lies_beside(kind: str) -> None:
    error = StudentError(kind, "<urlopen error [Errno -3] Temporary failure in name resolution>", "trace")
    found = hit_limits.named(error, Limits(), {"scores.csv": b"", "a.txt": b""})
    assert "there is no network while grading; beside the notebook lie: a.txt, scores.csv: <urlopen" in found.text.en
    assert "評分時沒有網路" in found.text.zh and found.told is not None and found.traceback == "trace"


def test_many_files_are_not_all_named() -> None:
    found = hit_limits.named(StudentError("OSError", "[Errno 101]"), Limits(), {f"{i}.csv": b"" for i in range(100)})
    assert "7.csv" not in found.text.en and "…" in found.text.en


@pytest.mark.parametrize(
    "error",
    [
        StudentError("StdinNotImplementedError", "raw_input was called, but this frontend does not support it"),
        StudentError("EOFError", "EOF when reading a line"),
    ],
)
def test_input_says_what_to_do_instead(error: StudentError) -> None:
    assert "input()" in hit_limits.named(error, Limits()).text.en


def test_an_error_that_the_box_has_no_part_in_stays_as_it_is() -> None:
    for error in (StudentError("ValueError", "[Errno 28]"), StudentError("EOFError", "Ran out of input")):
        assert hit_limits.named(error, Limits()) is error and error.told is None
