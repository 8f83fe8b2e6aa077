"""What two cells' texts have in common: are they the same, are they alike, which names do they bind?

Right for texts of any kind: a student's need not be Python. Nothing here takes more than linear time.
"""

from __future__ import annotations

import io
import re
import tokenize

_DEFINES = re.compile(r"(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)")
_SPACING = (tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER)
_ALIKE = 0.5  # of a given cell's lines that stand in an edited copy of it


def trimmed(text: str) -> str:
    """Return a text without blanks at the ends of lines and blank lines at its end."""
    return "\n".join(line.rstrip() for line in text.splitlines()).rstrip()


def squeezed(text: str) -> str:
    """Return a text without any blanks."""
    return "".join(text.split())


def only_respaced(kind: str, one: str, other: str) -> bool:
    """Whether nothing but blanks differs between two texts of a cell, and these mean nothing there."""
    if trimmed(one) == trimmed(other):
        return True
    if squeezed(one) != squeezed(other):
        return False
    return kind != "code" or _tokens(one) == _tokens(other) != []


def bound(text: str) -> set[str]:
    """Return the names that a cell's text defines or assigns at the top level."""
    names: set[str] = set()
    for line in text.splitlines():
        if found := _DEFINES.match(line):
            names.add(found[1])
            continue
        head, equals, rest = line.partition("=")
        targets = [part.strip() for part in head.partition(":")[0].split(",")]
        if equals and not line[:1].isspace() and not rest.startswith("="):
            names |= {*targets} if all(map(str.isidentifier, targets)) else set()
    return names


def is_edited(given: str, text: str) -> bool:
    """Whether a text looks like a given one that was worked on."""
    lines = [line for line in map(squeezed, given.splitlines()) if line]
    theirs = {squeezed(line) for line in text.splitlines()}
    return bool(lines) and sum(line in theirs for line in lines) >= _ALIKE * len(lines)


def does_nothing(text: str) -> bool:
    """Whether a cell of code holds nothing but comments and blanks."""
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines())


def _tokens(text: str) -> list[tuple[int, str]]:
    """Return Python's tokens with the depth of each line in place of its blanks; none of what is no Python."""
    found: list[tuple[int, str]] = []
    depth = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            depth += (token.type == tokenize.INDENT) - (token.type == tokenize.DEDENT)
            if token.type not in _SPACING:
                found.append((depth, trimmed(token.string)))
    except (tokenize.TokenError, SyntaxError):
        return []
    while found and not found[-1][1]:
        found.pop()
    return found
