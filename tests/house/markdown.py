"""What the pages for people hold: blocks of code, words set as code, headings and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.house.project import ROOT, tracked

TUTORIALS = [
    ROOT / "docs/first_assignment.md",
    ROOT / "docs/from_nbgrader.md",
]  # tests/docs/test_tutorials.py executes them whole
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Block:
    """A block of code in a page."""

    page: str
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def pages() -> list[Path]:
    """Return the pages for people: of the top folder, of docs/ and of the changelog's fragments."""
    found = [path for path in tracked() if path.suffix == ".md"]
    return [path for path in found if path.parent == ROOT or path.relative_to(ROOT).parts[0] in ("docs", "changelog.d")]


def name_of(page: Path) -> str:
    """Return a page's path in the project."""
    return page.relative_to(ROOT).as_posix()


def blocks_of(page: Path) -> list[Block]:
    """Return a page's blocks of code."""
    text = page.read_text(encoding="utf-8")
    lines = ((match, text.count("\n", 0, match.start()) + 1) for match in FENCE.finditer(text))
    return [Block(name_of(page), line, match[1], match[2]) for match, line in lines]


def blocks(*languages: str) -> list[Block]:
    """Return the blocks of code of all pages, in these languages."""
    return [b for page in pages() for b in blocks_of(page) if b.language in languages or not languages]


def prose(page: Path) -> str:
    """Return a page without its blocks of code."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def words_of_code(page: Path) -> list[str]:
    """Return what a page sets as code within its prose."""
    return re.findall(r"(?<!`)`([^`\n]+)`(?!`)", prose(page))


def headings(page: Path) -> list[str]:
    """Return the anchors of a page's headings, as forges make them."""
    found = re.findall(r"^#+ +(.+)$", prose(page), re.M)
    return [re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in found]


def links(page: Path) -> list[str]:
    """Return the targets of a page's links and pictures."""
    return re.findall(r"\]\(([^)\s]+)\)", prose(page))


def command_lines(page: Path) -> Iterator[str]:
    """Yield the commands that a page shows: lines of bash blocks, and words of code that are whole commands."""
    for block in blocks_of(page):
        if block.language == "bash":
            yield from (line for raw in block.text.splitlines() if (line := raw.partition("  #")[0].strip()))
    yield from (word for word in words_of_code(page) if re.match(r"(examiner|pytest|make|python) ", word))
