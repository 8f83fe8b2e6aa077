"""approx, array, raises, points and hint: strict about shapes, never raising for what a student returned."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from examiner import approx, array, hint, points, raises, reaches
from examiner.grading.author import StudentValueError
from examiner.grading.errors import StudentError

JUNK = [
    [2**60000],
    {1: 2**60000},
    None,
    "x",
    "1.0",
    b"1",
    [],
    {},
    set(),
    [[1], [1, 2]],
    object(),
    math.nan,
    [None],
    {"a": 1},
    np.array("x"),
    np.array([None]),
]


@pytest.mark.parametrize("value", [1.0, 1, np.float32(1), np.int64(1), np.array(1.0), 1 + 1e-10, np.longdouble(1)])
def test_a_number_equals_whatever_kind_of_number_is_near(value: object) -> None:
    assert value == approx(1.0)
    assert not value != approx(1.0)  # noqa: SIM202 - both operators are the point


@pytest.mark.parametrize("value", [*JUNK, 1.1, [1.0], np.array([1.0]), np.array([]), (1.0,), 1 + 1j])
def test_nothing_else_equals_a_number_and_nothing_raises(value: object) -> None:
    assert not value == approx(1.0)  # noqa: SIM201 - both operators are the point
    assert value != approx(1.0)
    assert approx(1.0).difference(value) is not None


@pytest.mark.parametrize(
    "value", [[1, 2], (1.0, 2.0), np.array([1, 2]), pd.Series([1.0, 2.0]), np.array([1, 2], dtype=">f4")]
)
def test_an_array_equals_lists_and_arrays_of_its_shape(value: object) -> None:
    assert value == approx([1.0, 2.0])


@pytest.mark.parametrize(
    "value", [*JUNK, 1.0, [1], [1, 2, 3], [[1, 2]], [[1], [2]], ["1", "2"], [1, math.nan], [1, math.inf]]
)
def test_an_array_of_another_shape_or_content_is_unequal(value: object) -> None:
    assert value != approx(np.array([1.0, 2.0]))


def test_an_empty_array_equals_only_an_empty_array() -> None:
    assert np.zeros((0, 3)) == approx(np.zeros((0, 3)))
    assert np.zeros(0) != approx(np.zeros((0, 3)))
    assert approx([]) == []


def test_nan_and_infinity_follow_their_own_rules() -> None:
    assert math.nan != approx(math.nan)
    assert math.nan == approx(math.nan, nan_ok=True)
    assert math.inf == approx(math.inf)
    assert -math.inf != approx(math.inf)
    assert approx(math.inf) != 1e308
    assert math.inf != approx(1.0, rel=math.inf)


def test_dicts_are_compared_key_by_key() -> None:
    assert approx({"a": 1.0, "b": [1, 2]}) == {"a": 1, "b": [1.0, 2]}
    assert approx({"a": 1, "b": 2}) != {"a": 1}
    found = approx({"a": 1, "b": 2}).difference({"a": 1, "b": 3})
    assert found is not None and found.zh.startswith("鍵 'b'：應為 2") and found.en.startswith("at key 'b': expected 2")


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(0, 1), st.floats(0, 10))
def test_the_tolerance_is_the_larger_of_relative_and_absolute(value: float, rel: float, off: float) -> None:
    wanted = approx(value, rel=rel, abs=off)
    assert value == wanted
    if abs(value) < 1e300:
        assert value + 3 * max(rel * abs(value), off) + 1e-3 + abs(value) * 1e-9 != wanted


def test_the_difference_names_the_first_wrong_place_in_both_languages() -> None:
    text = approx([[1.0, 2.0], [3.0, 4.0]]).difference([[1, 2], [3, 5]])
    assert text is not None
    assert "(1, 1)" in text.zh and "應為 4.0" in text.zh
    assert "at index (1, 1) expected 4.0, got 5" in text.en


def test_expecting_something_that_is_no_number_is_the_authors_error() -> None:
    with pytest.raises(TypeError, match="compares numbers"):
        assert 1 == approx("one")  # noqa: SIM300


@pytest.mark.parametrize("value", JUNK)
def test_array_fails_the_check_for_junk(value: object) -> None:
    with pytest.raises(StudentValueError, match="expected an array of shape"):
        array(value, (2, 3))


def test_array_checks_shape_and_converts_type() -> None:
    found = array([[1, 2, 3], [4, 5, 6]], (None, 3))
    assert found.dtype == float and found.shape == (2, 3)
    assert array([True, False], (2,), dtype=bool).dtype == bool
    assert array([1, 0], (2,), dtype=int).dtype == int
    for bad, kind in (([1.5, 2], int), ([1j, 2], float), ([2, 1], bool)):
        with pytest.raises(StudentValueError):
            array(bad, (2,), dtype=kind)


def _error(name: str, message: str, *bases: str) -> StudentError:
    return StudentError(name, message, "", bases)


def test_raises_passes_on_the_class_and_its_subclasses() -> None:
    with raises(ValueError):
        raise _error("MyError", "too small", "__main__.MyError", "builtins.ValueError")


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (None, "nothing was raised"),
        (_error("TypeError", "no", "builtins.TypeError"), "expected ValueError, but this was raised: TypeError: no"),
        (_error("ValueError", "fake", "__main__.ValueError"), "expected ValueError"),
        (_error("ValueError", " ", "builtins.ValueError"), "without a message"),
    ],
)
def test_raises_fails_the_check_otherwise(error: StudentError | None, why: str) -> None:
    with pytest.raises(StudentValueError, match=why), raises(ValueError):
        if error is not None:
            raise error


def test_an_error_of_the_graders_own_passes_through_raises() -> None:
    with pytest.raises(KeyError), raises(ValueError):
        raise KeyError("a bug of the grader")


@pytest.mark.parametrize("value", [-1, math.nan, math.inf])
def test_points_refuses_what_is_no_score(value: float) -> None:
    with pytest.raises(ValueError, match="points must be"):
        points(value)


def test_points_refuses_a_time_limit_that_is_not_positive() -> None:
    with pytest.raises(ValueError, match="seconds"):
        points(1, seconds=0)


def test_hint_is_text() -> None:
    assert hint("a / b") == "a / b"


def test_array_asks_for_a_number_in_plain_words() -> None:
    with pytest.raises(StudentValueError, match="expected a single number, got 'x'"):
        array("x", ())
    assert array(3, ()) == 3


def test_an_integer_too_long_to_print_is_only_a_wrong_number() -> None:
    assert approx(1.0) != 2**60000
    assert approx(1.0).difference(2**60000) is not None


HOLLOW = [
    np.zeros(0),
    np.zeros((0, 3)),
    np.zeros((3, 0)),
    [],
    [[]],
    1.0,
    np.ones(1),
    np.ones((1, 1)),
    np.ones((3, 1)),
    np.ones((1, 3)),
    np.ones((3, 3)),
    math.nan,
    np.array([1, math.nan, 1]),
    np.ones(3) + 1j,
    np.array([1, 1, complex(1, math.nan)]),
    np.array([1, 1, complex(math.nan, 1)]),
    np.array([1, 1, complex(1, math.inf)]),
    [1, 1, complex(1, 1)],
]


@pytest.mark.parametrize("value", HOLLOW, ids=repr)
def test_no_helper_takes_what_is_empty_broadcasts_or_is_no_real_number(value: object) -> None:
    for nan_ok in (False, True):
        assert value != approx(np.ones(3), nan_ok=nan_ok)
        assert {"a": value} != approx({"a": np.ones(3)}, nan_ok=nan_ok)
    assert complex(math.nan, 5) != approx(math.nan, nan_ok=True)
    try:
        found = array(value, (3,))
    except StudentValueError:
        return
    assert np.isnan(found).any() and not reaches(float(found.mean()), 0.5)


def test_one_long_text_among_many_makes_no_huge_array() -> None:
    value = ["x" * 1_000_000] + ["a"] * 100_000  # as an array 400 GB
    with pytest.raises(StudentValueError):
        array(value)
    assert value != approx(np.ones(100_001))
