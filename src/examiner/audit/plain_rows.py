"""Rows of numbers that tell something, found without NumPy and pandas: for courses that need neither."""

from __future__ import annotations

import csv
import io
import itertools
import math
from array import array
from collections.abc import Iterator, Sequence
from typing import Any

from examiner.grading import nested

LEAST, DISTINCT = 8, 4  # numbers, and different ones, of a row that is no accident
WINDOW = 16  # numbers in a row of a long vector
MOST_ROWS = 200_000
MOST_COLUMNS = 64
EVEN = 1e-3  # by how much the steps of a row differ that only counts


def rows_of(value: Any) -> Iterator[tuple[int, bytes]]:
    """Yield the rows of nested lists that tell something, each as what it is up to scale and offset."""
    found = nested.of(value)
    if found is None or found.kind == "c" or not found.shape or len(found.items) < LEAST:
        return
    numbers = [float(one) for one in found.items]
    if len(found.shape) == 1:
        yield from _numbered(_windows(numbers))
        return
    width = len(numbers) // found.shape[0]
    rows = [numbers[start : start + width] for start in range(0, len(numbers), width)]
    yield from _numbered(rows)
    if len(found.shape) == 2 and found.shape[0] > WINDOW:
        for column in range(min(width, MOST_COLUMNS)):
            yield from _numbered(_windows(numbers[column::width]))


def _windows(numbers: list[float]) -> list[list[float]]:
    return [numbers[start : start + WINDOW] for start in range(max(1, len(numbers) - WINDOW + 1))]


def _numbered(rows: Sequence[list[float]]) -> Iterator[tuple[int, bytes]]:
    for number, row in enumerate(rows[:MOST_ROWS]):
        told = _told(row)
        if told is not None:
            yield number, told


def _told(row: list[float]) -> bytes | None:
    if len(row) < LEAST or not all(map(math.isfinite, row)):
        return None
    low, high = min(row), max(row)
    if low == high:
        return None
    scaled = [round((one - low) / (high - low), 4) for one in row]
    steps = [after - before for before, after in itertools.pairwise(scaled)]
    if len(set(scaled)) < DISTINCT or max(steps) - min(steps) < EVEN:  # few values, or evenly spaced: 1, 2, 3, ...
        return None
    return array("f", scaled).tobytes()


def table(data: bytes, separator: str) -> list[list[float]]:
    """Return the columns of numbers of a table with a heading, as its rows."""
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=separator))
    width = len(lines[0]) if lines else 0
    columns = [[line[place] if place < len(line) else "" for line in lines[1:] if line] for place in range(width)]
    numeric = [found for found in map(_floats, columns) if found is not None]
    return [list(row) for row in zip(*numeric, strict=True)]


def _floats(column: list[str]) -> list[float] | None:
    try:
        return [float(text) if text.strip() else math.nan for text in column]
    except ValueError:
        return None
