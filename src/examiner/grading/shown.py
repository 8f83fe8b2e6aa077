"""Values as people read them: numbers with few digits, but never two different ones alike."""

from __future__ import annotations

import numbers
from collections.abc import Callable
from typing import Any

from examiner.codec.numeric import np

DIGITS = (6, 9, 12, 17)  # significant ones, tried in this order
MOST_PRINTED = 400  # characters of what was printed
MOST_LINES = 12
_BLANKS = {" ": "␠", "\t": "␉"}


def apart(show: Callable[[Any, int], str], *values: Any) -> tuple[str, ...]:
    """Return what stands for values, with as many digits as it takes to tell them apart, at least six."""
    texts = [tuple(show(value, digits) for value in values) for digits in DIGITS]
    return next((found for found in texts if len(set(found)) == len(values)), texts[0])


def number(value: Any, digits: int = DIGITS[0]) -> str:
    """Return a number with that many significant digits; whole ones as they are."""
    if isinstance(value, bool | np.bool_ | numbers.Integral) or not isinstance(value, numbers.Real | np.floating):
        return str(value)
    text = f"{float(value):.{digits}g}"
    return text if set(text) & set(".ein") else f"{text}.0"


def plain(value: Any, digits: int = DIGITS[0]) -> str:
    """Return the ``repr`` of a value with the numbers in it so many digits long; what it holds is exact base types."""
    match value:
        case float():
            return number(value, digits)
        case list():
            return f"[{', '.join(plain(item, digits) for item in value)}]"
        case tuple():
            return f"({', '.join(plain(item, digits) for item in value)}{',' * (len(value) == 1)})"
        case dict():
            return "{" + ", ".join(f"{plain(k, digits)}: {plain(v, digits)}" for k, v in value.items()) + "}"
    return repr(value)


def printed(text: str) -> str:
    """Return what was printed as a student can compare it: bounded, with blanks at the end of a line made visible."""
    lines = text.split("\n")
    kept = "\n".join(map(_with_blanks, lines[:MOST_LINES]))[:MOST_PRINTED]
    return kept if kept == "\n".join(map(_with_blanks, lines)) else f"{kept}…"


def _with_blanks(line: str) -> str:
    body = line.rstrip(" \t")
    return body + "".join(_BLANKS[blank] for blank in line[len(body) :])
