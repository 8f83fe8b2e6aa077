"""Text from anywhere made fit to show: cleaned, cut to size, in the reader's languages.

Escaping for HTML is Jinja's work; here a text becomes harmless *as text*: no terminal codes, no characters
that reorder or hide their neighbours, no size without end.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from examiner.model.text import CHINESE, ENGLISH, Piece, Text, say

# The lengths of quantifiers are bounded so that no text makes the search quadratic.
_TERMINAL_CODES = re.compile(
    "\x1b(?:\\[[0-?]{0,64}[ -/]{0,16}[@-~]"  # colours, cursor movement
    "|[\\]PX^_][^\x07\x1b]{0,2048}(?:\x07|\x1b\\\\)?"  # titles, links and other strings
    "|[ -/]{0,4}[0-~])?"  # two-character codes, and an escape that ends the text
)
_REORDERING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))  # embeddings, overrides and isolates

_STARTS = "=+-@"  # what begins a formula, also in its full-width form
_BREAKS = "\t\r\n"
_VISIBLE: dict[int, str] = {
    **{code: chr(0x2400 + code) for code in range(0x20) if code not in (0x09, 0x0A)},
    0x7F: "\u2421",
    **dict.fromkeys(range(0x80, 0xA0), "\ufffd"),
    **{code: f"\u27e6U+{code:04X}\u27e7" for code in _REORDERING},
    0x2028: "\n",
    0x2029: "\n",
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),  # halves of characters cannot be encoded
    0xFFFE: "\ufffd",
    0xFFFF: "\ufffd",
}


@dataclass(frozen=True, slots=True)
class CutText:
    """A text cut to size: its beginning, its end, and how many characters between them are gone."""

    head: str
    tail: str = ""
    removed: int = 0


def clean(text: str) -> str:
    """Return ``text`` with control and reordering characters made visible."""
    return text.replace("\r\n", "\n").translate(_VISIBLE)


def harmless(text: str) -> str:
    """Return a text with a quotation mark before what a spreadsheet might run.

    Examples
    --------
    >>> harmless("=1+1"), harmless("Ada"), harmless("＋1")
    ("'=1+1", 'Ada', "'＋1")
    """
    shown = text.lstrip(" \u00a0\u3000\u200b\ufeff")
    begins = unicodedata.normalize("NFKC", shown[:1])
    return f"'{text}" if begins in tuple(_STARTS + _BREAKS) else text


def plain(text: str) -> str:
    """Return what a terminal would show of ``text``: no colour codes, overwritten progress bars resolved."""
    text = _TERMINAL_CODES.sub("", text.replace("\r\n", "\n"))
    if "\r" not in text and "\b" not in text:
        return text
    return "\n".join(_overwritten(line) for line in text.split("\n"))


def _overwritten(line: str) -> str:
    """Return the last state of a line that was rewritten in place."""
    if "\r" in line:
        line = next((part for part in reversed(line.split("\r")) if part.strip("\b ")), "")
    if "\b" not in line:
        return line
    shown: list[str] = []
    for character in line:
        if character != "\b":
            shown.append(character)
        elif shown:
            shown.pop()
    return "".join(shown)


def cut(text: str, characters: int, lines: int = 400) -> CutText:
    """Return ``text`` with its middle left out where it is longer than ``characters`` or ``lines``.

    Three quarters of what is kept are the beginning, the rest is the end: a program's first output tells
    what it does, a traceback's last line what went wrong.
    """
    rows = text.split("\n", lines)
    if len(text) <= characters and len(rows) <= lines:
        return CutText(clean(text))
    head = "\n".join(rows[: lines * 3 // 4])[: characters * 3 // 4]
    rest = text[len(head) :]
    tail = "\n".join(rest.rsplit("\n", lines // 4)[-(lines // 4) :])[-(characters // 4) :]
    return CutText(clean(head), clean(tail), len(text) - len(head) - len(tail))


def shown_languages(languages: Iterable[str]) -> tuple[str, ...]:
    """Return which of the two languages a page shows, Chinese first; English if neither is named."""
    names = {name.lower().replace("_", "-").split("-")[0] for name in languages}
    found = tuple(lang for lang in (CHINESE, ENGLISH) if lang.lower().split("-")[0] in names)
    return found or (ENGLISH,)


def sides(text: Text, languages: Iterable[str]) -> tuple[Piece, ...]:
    """Return the sides of a text that the reader wants, fit to show."""
    return tuple(Piece(side.lang, clean(side.text)) for side in text.shown(shown_languages(languages)))


def joined(pieces: Iterable[Piece]) -> str:
    """Return the pieces on one line, for places that hold plain text."""
    return " / ".join(piece.text for piece in pieces)


def points(value: float | None) -> str:
    """Return points with at most two decimals, never rounded up: 99.999 is not shown as 100."""
    if value is None or not math.isfinite(value):
        return "–"
    cents = math.floor(abs(value) * 100 + 1e-6)  # 1e-6 forgives sums such as 0.1 + 0.2
    sign = "-" if value < 0 and cents else ""
    return sign + f"{cents / 100:.2f}".rstrip("0").rstrip(".")


def rounded(value: float | None) -> str:
    """Return a mean or median to two decimals: nobody's own points, which :func:`points` never rounds up."""
    return "–" if value is None or not math.isfinite(value) else f"{value + 0.0:.2f}".rstrip("0").rstrip(".")


def duration(seconds: float) -> Text:
    """Return a time span in the two largest of its units."""
    minutes = max(1, math.ceil(seconds / 60))
    (days, minutes), per_hour = divmod(minutes, 24 * 60), 60
    hours, minutes = divmod(minutes, per_hour)
    parts = [(days, "天", "d"), (hours, "小時", "h"), (minutes, "分", "min")]
    first = next(i for i, (count, _, _) in enumerate(parts) if count)
    shown = [part for part in parts[first : first + 2] if part[0]]
    chinese, english = (" ".join(f"{count} {unit[i]}" for count, *unit in shown) for i in (0, 1))
    return say(chinese, english)


def short(text: str, characters: int = 2_000, lines: int = 60) -> str:
    """Return a text of ordinary length on its way into a sentence; the rare long one loses its middle."""
    kept = cut(plain(text), characters, lines)
    return f"{kept.head} […] {kept.tail}" if kept.removed else kept.head


def brief(text: Text | None, characters: int = 2_000, lines: int = 60) -> Text | None:
    """Return a text with each side made :func:`short`; None if nothing is left to see, as of terminal codes alone."""
    pieces = [Piece(side.lang, short(side.text, characters, lines)) for side in text.sides] if text is not None else []
    kept = tuple(piece for piece in pieces if piece.text.strip())
    return Text(kept) if kept else None


def titled(title: Text, name: str, characters: int = 2_000, lines: int = 60) -> Text:
    """Return a title of ordinary length; the name of what it stands for where there is nothing to see."""
    return brief(title, characters, lines) or brief(Text.optional(name), characters, lines) or Text.plain("–")


def name(text: str) -> str:
    """Return the name of a student or an assignment, on one line and of a length that fits a table."""
    return " ".join(short(text, 200, 4).split())
