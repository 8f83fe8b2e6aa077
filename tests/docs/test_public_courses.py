"""The page on public courses is made of figures that are kept, and these are good enough to be shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from benchmarks.public_page import page

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    """The figures, by course."""
    found: dict[str, Any] = json.loads((ROOT / "benchmarks/public_courses.json").read_text(encoding="utf-8"))
    return found


def test_the_page_says_what_the_figures_say(results: dict[str, Any]) -> None:
    assert (ROOT / "docs/public_courses.md").read_text(encoding="utf-8") == page(results)


def test_most_hidden_asserts_became_checks_without_a_hand(results: dict[str, Any]) -> None:
    every = [one for course in results.values() for one in course["assignments"].values()]
    for adopted, all_of_them in (("hidden_adopted", "hidden"), ("adopted", "asserts")):
        assert sum(one.get(adopted, 0) for one in every) >= 0.7 * sum(one.get(all_of_them, 0) for one in every) > 0


def test_every_row_is_equal_or_listed(results: dict[str, Any]) -> None:
    for course in results.values():
        for one in course["assignments"].values():
            assert one.get("rows", 0) == one.get("equal", 0) + one.get("listed", 0) and not one.get("otherwise")


def test_at_least_fifteen_courses_have_rows_to_compare(results: dict[str, Any]) -> None:
    rows = [sum(one.get("rows", 0) for one in course["assignments"].values()) for course in results.values()]
    assert len([count for count in rows if count]) >= 15


def test_the_page_tells_how_many_asserts_are_left_out() -> None:
    figures = {"released": {"nbgrader": True, "examiner": True}, "refused": {"nbgrader": "", "examiner": ""}}
    one = figures | {"asserts": 1, "adopted": 1, "left_out": 58, "hidden_left_out": 30}
    told = page({"ada/course": {"commit": "0" * 40, "assignments": {"hw1": one}}})
    assert "| 1 of 1 | 0 of 0 | 58, 30 hidden |" in told


def test_no_place_of_the_machine_that_measured_is_kept(results: dict[str, Any]) -> None:
    text = json.dumps(results)
    assert "/tmp" not in text and "/work" not in text and "/home" not in text
