"""In what grading differs from nbgrader's on purpose, by the names with which a course can have nbgrader's way."""

from __future__ import annotations

from collections.abc import Iterable

CELLS = "cells"
CROSS_CHECK = "cross-check"
HAND_MARKS = "hand marks"
METADATA = "metadata"
NUMBERS = "numbers"
RUNS = "runs"
STDERR = "stderr"
UNPROVEN = "unproven"
WAYS = frozenset((CELLS, CROSS_CHECK, HAND_MARKS, METADATA, NUMBERS, RUNS, STDERR, UNPROVEN))
ALL = "all"


def ways(named: Iterable[str]) -> tuple[str, ...]:
    """Return the differences that a course does without."""
    given = frozenset(named)
    return tuple(sorted(WAYS if ALL in given else given))
