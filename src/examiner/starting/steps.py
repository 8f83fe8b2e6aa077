"""What is done to a course, one line each, and what is left as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["made", "added", "left"]
MADE: Kind = "made"
ADDED: Kind = "added"
LEFT: Kind = "left"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is done, or not.

    Parameters
    ----------
    path : str
        The file or folder, as seen from the course's.
    kind : str
        Whether it is made, or something is added to it, or it is left as it is.
    why : str
        What is in it, or why it is left.
    data : bytes, optional
        What the file holds afterwards; None: it is left.
    """

    path: str
    kind: Kind
    why: str
    data: bytes | None = None


def with_lines(data: bytes, lines: Sequence[str]) -> bytes:
    """Return a file with lines at its end, after a blank one, and with line ends like those that it has."""
    end = b"\r\n" if b"\r\n" in data else b"\n"
    if data and lines:
        data += (b"" if data.endswith(b"\n") else end) + end
    return data + b"".join(line.encode() + end for line in lines)
