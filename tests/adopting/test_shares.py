"""Shares of a cell's points: each has something, and their sum is exact."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examiner.adopting.shares import shares


@pytest.mark.parametrize(
    ("points", "weights", "wanted"),
    [
        (4, [1, 1], ["2", "2"]),
        (1, [1, 1, 1], ["0.33", "0.33", "0.34"]),
        (3, [2, 1], ["2", "1"]),
        (3, [0, 1], ["0", "3"]),
        (0, [1, 1], ["0", "0"]),
        (0.01, [1, 1], ["0.005", "0.005"]),
    ],
)
def test_shares_are_what_a_person_would_write(points: float, weights: list[int], wanted: list[str]) -> None:
    assert shares(points, weights) == wanted


@given(st.decimals(0, 500, places=3), st.lists(st.integers(0, 5), min_size=1, max_size=40).filter(any))
def test_shares_sum_to_the_points_and_none_is_lost(points: Decimal, weights: list[int]) -> None:
    found = list(map(Decimal, shares(float(points), weights)))
    assert sum(found) == points
    assert all((part > 0) == (weight > 0 and points > 0) for part, weight in zip(found, weights, strict=True))
