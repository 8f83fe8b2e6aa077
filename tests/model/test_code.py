"""Text that a student wrote is taken apart, or said to be none, whatever it holds."""

from __future__ import annotations

import sys
import warnings

import pytest

from examiner.grading.names import names_of
from examiner.grading.needs import needs_of
from examiner.grading.plain_asserts import globals_read, statements
from examiner.grading.syntax import names_used
from examiner.model.code import is_too_deep, parsed, scopes_of

DEEP = "x = " + "+".join(["1"] * 20_000) + "\ndef order(v): return sorted(v)"
NONE = ["def", "\0", "(" * 300, "[" * 10_000, "x = 1 1", "é\ud800"]


@pytest.mark.parametrize(
    "text", [*NONE, DEEP, "-" * 100_000 + "1", "a" + ".b" * 50_000, "if 1: pass\n" + "elif 1: pass\n" * 9000]
)
def test_no_text_stops_who_takes_it_apart(text: str) -> None:
    assert (parsed(text) is None) == (scopes_of(text) is None) or is_too_deep(text) or scopes_of(text) is None
    names_of(text), needs_of(text, frozenset({"x"})), statements(text), globals_read(text), names_used([text])


def test_what_is_no_code_is_not_too_deep() -> None:
    assert [is_too_deep(text) for text in [*NONE, DEEP, "x = 1"]] == [False] * len(NONE) + [True, False]


def test_a_rule_on_source_sees_what_is_too_deep_here_and_runs_there() -> None:
    assert "sorted" in names_used([DEEP, "y = 1"]) and "sorted" not in names_used(["y = 1", "def"])
    before = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(100_000)  # as a student's cell may
        compile(DEEP, "<cell>", "exec")
    finally:
        sys.setrecursionlimit(before)


def test_a_rule_on_source_is_the_same_where_warnings_are_errors() -> None:
    with warnings.catch_warnings(action="error"):
        assert "sorted" in names_used(["pattern = '\\d'\ndef order(v): return sorted(v)"])
        assert parsed("pattern = '\\d'") is not None
