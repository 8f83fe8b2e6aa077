"""What stands in a cell: points as numbers, and text that no spreadsheet takes for a formula."""

from __future__ import annotations

from examiner.exports.sheet import Value
from examiner.model.marks import DIGITS
from examiner.pages.text import harmless

Cell = str | float | None


def cell(value: Value) -> Cell:
    """Return a value as a cell: a word is text."""
    return None if value is None else str(value) if isinstance(value, str) else float(value)


def number(value: float) -> str:
    """Return points as a number that all systems read: no exponent, a point before the decimals, no zeros at its end.

    Examples
    --------
    >>> number(12.5), number(3.0), number(-0.0)
    ('12.5', '3', '0')
    """
    text = f"{value + 0.0:.{DIGITS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def written(value: Cell) -> str:
    """Return a cell as it stands in a file of text."""
    return "" if value is None else harmless(value) if isinstance(value, str) else number(value)
