"""Means are rounded, a person's points never up; spans of time are short."""

from __future__ import annotations

import pytest

from examiner.model import say
from examiner.pages.text import duration, points, rounded


@pytest.mark.parametrize(
    ("value", "shown"), [(46 / 6, "7.67"), (16 / 6, "2.67"), (7.0, "7"), (0.0, "0"), (None, "–"), (float("nan"), "–")]
)
def test_a_mean_is_rounded(value, shown):
    assert rounded(value) == shown


def test_a_persons_points_are_never_rounded_up():
    assert (points(99.999), points(46 / 6)) == ("99.99", "7.66")


@pytest.mark.parametrize(
    ("seconds", "chinese", "english"),
    [
        (1, "1 分", "1 min"),
        (3600, "1 小時", "1 h"),
        (3661, "1 小時 2 分", "1 h 2 min"),
        (86_400, "1 天", "1 d"),
        (2 * 86_400 + 3 * 3600 + 59, "2 天 3 小時", "2 d 3 h"),
    ],
)
def test_a_span_of_time_has_its_two_largest_units(seconds, chinese, english):
    assert duration(seconds) == say(chinese, english)
