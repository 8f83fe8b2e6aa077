"""Pages that are written for a code forge, as pages of the site.

Plain Markdown stays plain: what Sphinx needs beyond it is added here while a page is read.

- The start page's lists of links, one under each heading, are the site's table of contents.
- A page that begins with ``<!-- shows ../FILE.md -->`` is that file.
- A link to a file of the project that is no page of the site becomes its text.
"""

from __future__ import annotations

import functools
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SHOWS = re.compile(r"<!-- shows (\S+) -->")
# Leftmost first: a link whose text is code is a link, and code that looks like a link is code.
PARTS = re.compile(r"^```.*?^```$|(!?)\[((?:`[^`]*`|[^\[\]`]|\[[^\]]*\])*)\]\(([^)\s]+)\)|`[^`\n]+`", re.M | re.S)
SECTION = re.compile(r"^## (.+)\n((?:(?!## ).*\n?)*)", re.M)
ITEM = re.compile(r"^- \[([^\]]+)\]\(([^)\s]+)\.md\)", re.M)


@functools.cache  # once a build
def borrowed(pages: Path) -> dict[Path, Path]:
    """Return the files outside ``pages`` that pages show, each with the page that does."""
    found = {}
    for page in sorted(pages.rglob("*.md")):
        shows = SHOWS.match(page.read_text(encoding="utf-8"))
        if shows is not None:
            found[(page.parent / shows[1]).resolve()] = page
    return found


def link_on_page(link: re.Match[str], written_in: Path, page: Path, pages: Path) -> str:
    """Return a link of a file, as it stands on the page that shows it.

    Parameters
    ----------
    link : re.Match
        Of ``PARTS``.
    written_in : Path
        The file that holds the link.
    page : Path
        The page that the file becomes.
    pages : Path
        The folder of all pages.
    """
    picture, text, target = link.groups("")
    path, mark, anchor = target.partition("#")
    if not path or re.match(r"\w+:", path):
        return link[0]
    meant = (written_in.parent / path).resolve()
    meant = borrowed(pages).get(meant, meant)
    if meant.is_relative_to(pages) or not meant.exists():  # what does not exist, Sphinx reports
        return f"{picture}[{text}]({os.path.relpath(meant, page.parent)}{mark}{anchor})"
    return text


def contents(start: str) -> str:
    """Return the tables of contents that the start page's lists of links say."""
    found = ""
    for heading, text in SECTION.findall(start):
        entries = "\n".join(f"{title} <{name}>" for title, name in ITEM.findall(text))
        if entries:
            found += f"\n```{{toctree}}\n:hidden:\n:caption: {heading}\n\n{entries}\n```\n"
    return found


def read(app: Sphinx, name: str, source: list[str]) -> None:
    """Make the text of a page what the site shows."""
    pages = Path(app.srcdir)
    page = written_in = pages / f"{name}.md"
    if not page.is_file():
        return  # a notebook
    shows = SHOWS.match(source[0])
    if shows is not None:
        written_in = (page.parent / shows[1]).resolve()
        source[0] = written_in.read_text(encoding="utf-8")
        app.env.note_dependency(written_in)
    toc = contents(source[0]) if name == app.config.root_doc else ""
    source[0] = PARTS.sub(lambda link: link_on_page(link, written_in, page, pages), source[0]) + toc


def setup(app: Sphinx) -> dict[str, bool]:
    """Make this an extension of Sphinx."""
    app.connect("source-read", read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
