"""What one submission may use: declared once, and checked in one place."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from examiner.model import Limits
from examiner.model.limits import CPU, WALL, time_text

NAMES = [field.name for field in dataclasses.fields(Limits)]


@pytest.mark.parametrize("name", NAMES)
def test_every_limit_says_what_it_counts_who_holds_it_and_what_a_student_reads(name: str) -> None:
    said = Limits.declared(name)
    assert said.unit and said.enforced_by
    text = dataclasses.replace(Limits(), **{name: 7}).text(name)
    assert "7" in text.zh and "7" in text.en and text.zh != text.en


def test_a_time_limit_is_worded_alike_for_both_clocks_with_the_declared_number() -> None:
    assert time_text("cell_seconds", 60.0, CPU) == Limits().text("cell_seconds")
    assert time_text("call_seconds", 1.5, WALL).en == "the time limit of 1.5 s (wall clock) for one call was reached"


def test_limits_are_changed_by_name_and_keep_their_kind() -> None:
    changed = Limits().changed({"memory_mib": 5.0, "cell_seconds": 3}, "here")
    assert changed == dataclasses.replace(Limits(), memory_mib=5, cell_seconds=3.0)
    assert type(changed.memory_mib) is int and type(changed.cell_seconds) is float


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"memory_mb": 5}, r"here: unknown limit 'memory_mb'; did you mean 'memory_mib'\?"),
        ({"deaths": 0}, r"here\['deaths'\]: expected a number above 0, got 0"),
        ({"deaths": float("nan")}, "above 0"),
        ({"deaths": True}, "above 0"),
        ({"deaths": "5"}, "above 0"),
        ({"deaths": 1.5}, "expected a whole number, got 1.5"),
    ],
)
def test_a_number_that_is_no_limit_is_refused_with_its_place(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Limits().changed(given, "here")
