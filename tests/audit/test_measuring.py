"""``reaches`` and ``stays_below``: what passes, what is recorded, what a student reads."""

from __future__ import annotations

import numpy as np
import pytest

from examiner import reaches, stays_below
from examiner.grading.author import StudentValueError
from examiner.grading.measuring import recording
from examiner.model import say


@pytest.mark.parametrize(
    ("function", "value", "good"),
    [
        (reaches, 0.95, True),
        (reaches, 0.9499, False),
        (reaches, float("nan"), False),
        (reaches, np.array(1.0), True),
        (stays_below, 0.95, True),
        (stays_below, 0.9501, False),
        (stays_below, float("nan"), False),
        (stays_below, -float("inf"), True),
    ],
)
def test_the_threshold_itself_is_good_enough_and_nan_never_is(function, value: object, good: bool) -> None:
    assert bool(function(value, 0.95)) is good


def test_the_margin_tells_the_distance_on_the_good_side() -> None:
    assert reaches(0.97, 0.95).margin == pytest.approx(0.02)
    assert stays_below(0.97, 0.95).margin == pytest.approx(-0.02)


@pytest.mark.parametrize("value", [None, "0.99", [0.99], np.array([0.99]), {}])
def test_what_is_no_number_fails_the_check_and_is_no_fault(value: object) -> None:
    with pytest.raises(StudentValueError):
        reaches(value, 0.5)


@pytest.mark.parametrize("threshold", [float("nan"), float("inf")])
def test_a_threshold_that_is_no_number_is_the_authors_mistake(threshold: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        reaches(0.5, threshold)


def test_measurements_are_recorded_only_while_somebody_listens() -> None:
    reaches(0.1, 0.2)
    with recording() as found:
        reaches(0.96, 0.95)
        stays_below(3, 4)
    reaches(0.1, 0.2)
    assert [(m.value, m.threshold, m.upward) for m in found.made] == [(0.96, 0.95, True), (3, 4, False)]


def test_a_student_reads_both_numbers_in_both_languages() -> None:
    with recording() as found:
        bool(reaches(0.9123, 0.95))
    assert found.missed is not None
    assert found.missed.text() == say("得到 0.9123，至少應為 0.95", "got 0.9123, at least 0.95 is needed")


def test_a_measurement_that_is_not_good_enough_belongs_to_its_own_check() -> None:
    with recording() as first:
        bool(reaches(0.1, 0.2))
        with recording() as inner:
            bool(reaches(0.3, 0.2))
    with recording() as later:
        pass
    assert first.missed == reaches(0.1, 0.2) and inner.missed is None and later.missed is None


def test_a_later_measurement_that_is_good_enough_takes_the_place_of_one_that_was_not() -> None:
    with recording() as found:
        bool(reaches(0.1, 0.2))
        bool(reaches(0.3, 0.2))
    assert found.missed is None
