"""The line of the student's own code that a traceback leads to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from examiner.pages.text import name, plain

# As Python writes a frame, and as IPython does; the lengths are bounded so that no text makes the search slow.
_PYTHON = re.compile(
    r'^ {0,8}File "[^"\n]{1,300}", line (\d{1,6}), in [^\n]{1,300}\n {1,12}(\S[^\n]{0,500})', re.MULTILINE
)
_IPYTHON = re.compile(r"^-{1,12}> {1,6}(\d{1,6}) ([^\n]{0,500})", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A line of a cell.

    Parameters
    ----------
    number : int
        Its number in the cell, or the file, that it stands in.
    source : str
        What stands there.
    """

    number: int
    source: str


def own_line(traceback: str) -> OwnLine | None:
    """Return the last line of the student's that a traceback names, or None if it names none.

    Frames of libraries are folded before a traceback is stored, so what is last in it is the student's.
    """
    text = plain(traceback)
    found = max((*_PYTHON.finditer(text), *_IPYTHON.finditer(text)), key=lambda one: one.start(), default=None)
    if found is None or not found[2].strip():
        return None
    return OwnLine(int(found[1]), name(found[2]))
