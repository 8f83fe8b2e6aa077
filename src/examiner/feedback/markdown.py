"""A student's Markdown as HTML that is harmless in the page where a person marks it.

markdown-it makes HTML of it as GitHub would, and nh3 (a parser that follows browsers) keeps of that what only arranges
text. No id, name or class is left: formgrader finds the boxes with the scores by their ids. Mathematics stays as it is
written, for MathJax. What takes long to render, or is very long, is shown as it was written.
"""

from __future__ import annotations

import base64
import html
import re
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from examiner.model import pictures

MOST_TEXT = 50_000  # characters; what is longer is shown as it was written
MOST_SHOWN = 2 * pictures.MOST_BYTES  # characters, of the pictures of one cell together, in base64
MOST_SECONDS = 2.0  # of one cell, in real time: a person and a whole class wait
ELEMENTS = (
    "a|b|i|u|s|em|strong|small|sub|sup|code|pre|kbd|samp|p|br|hr|div|span|ul|ol|li|dl|dt|dd|blockquote|img"
    "|h1|h2|h3|h4|h5|h6|table|caption|thead|tbody|tfoot|tr|th|td"
)
_MATHEMATICS = re.compile(
    r"\$\$[^$]{1,5000}\$\$|\$(?=[^\s$])[^$\n]{0,500}(?<=[^\s\\])\$(?!\d)|\\begin\{(\w+\*?)\}.{0,5000}?\\end\{\1\}",
    re.DOTALL,
)
_WEB = re.compile(r"https?://|mailto:", re.IGNORECASE)
_PLAIN_PATH = re.compile(r"#|(?!//)[\w./%-]{1,1000}$")
_PICTURE = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=]*")


class _Renderer(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it's name
        """Take for a link what :class:`_Pictures` will leave one; all else stays readable as text."""
        may_be = _WEB.match(url) or _PLAIN_PATH.match(url) or _PICTURE.fullmatch(url)
        return bool(may_be) or url.startswith("attachment:")


class _TooLong(Exception):
    """Rendering takes too long."""


def rendered(text: str, files: Mapping[str, bytes], seconds: float = MOST_SECONDS) -> str:
    """Return Markdown as one block of HTML, which a further Markdown renderer leaves as it is.

    Parameters
    ----------
    text : str
        A student's.
    files : dict of str to bytes
        Files that may be shown, by the name that the text calls them by; such as are neither PNG nor JPEG are not.
    seconds : float
        How long it may take; after that the text is shown as it was written.
    """
    shown = _Pictures(files)
    try:
        found = _renderer(shown, seconds).render(text) if len(text) <= MOST_TEXT else ""
    except (_TooLong, RecursionError):
        found = ""
    clean = nh3.clean(
        found or f"<pre>{html.escape(text)}</pre>",
        tags=set(ELEMENTS.split("|")),
        attributes={"a": {"href"}, "img": {"src", "alt"}},
        attribute_filter=shown.attribute,
        url_schemes={"http", "https", "mailto", "data", "attachment"},
        link_rel="noopener noreferrer",
    )
    clean = clean.replace("<img>", "")  # of a picture that may not be shown
    lines = (line if line.strip() else "&#32;" for line in clean.strip().splitlines())  # an empty one ends the block
    return "\n".join(["<div>", *lines, "</div>"])


class _Pictures:
    """The pictures that one text may show, and how much of them it still may."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files, self.left = files, MOST_SHOWN

    def has(self, url: str) -> bool:
        """Say whether an address in the text is one of these, or holds a picture itself."""
        return bool(_PICTURE.fullmatch(url) or pictures.kind_of(self.files.get(_name(url), b"")))

    def attribute(self, element: str, name: str, value: str) -> str | None:
        """Return what becomes of an attribute; None drops it."""
        if element != "img":
            return value if _WEB.match(value) or _PLAIN_PATH.match(value) else None
        if name == "alt":
            return value
        if not self.has(value):
            return None
        address = value if _PICTURE.fullmatch(value) else _address(self.files[_name(value)])
        self.left -= len(address)
        return address if self.left >= 0 else None


def _name(url: str) -> str:
    """Return the name of the file or attachment that an address in a text means."""
    return unquote(url).removeprefix("attachment:").removeprefix("./")


def _renderer(shown: _Pictures, seconds: float) -> MarkdownIt:
    deadline = time.monotonic() + seconds

    def in_time(*_: object) -> bool:
        if time.monotonic() > deadline:
            raise _TooLong
        return False

    def image(self: Any, tokens: list[Token], index: int, options: Any, env: Any) -> str:
        token = tokens[index]
        name = str(token.attrs.get("src", ""))
        if not shown.has(name):
            return html.escape(f"![{token.content}]({name})")
        return f'<img src="{html.escape(name)}" alt="{html.escape(token.content)}">'

    renderer = _Renderer("commonmark", {"html": True, "maxNesting": 20}).enable(["table", "strikethrough"])
    renderer.block.ruler.before("table", "in time", lambda state, start, end, silent: in_time())
    renderer.inline.ruler.before("text", "in time", lambda state, silent: in_time())
    renderer.inline.ruler.before("escape", "mathematics", _mathematics)
    renderer.inline.ruler.before("text", "mathematics first", _mathematics)
    renderer.add_render_rule("image", image)
    return renderer


def _mathematics(state: StateInline, silent: bool) -> bool:
    """Leave mathematics as it is written: asterisks and backslashes mean something else there."""
    if state.src[state.pos] not in "$\\":
        return False
    found = _MATHEMATICS.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push("text", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _address(content: bytes) -> str:
    """Return a PNG or JPEG as an address that holds it; "" for anything else, or for one that is too large."""
    kind = pictures.kind_of(content)
    return f"data:{kind};base64,{base64.b64encode(content).decode()}" if kind else ""
