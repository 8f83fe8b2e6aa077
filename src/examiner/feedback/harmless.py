"""The cells of an executed notebook made harmless to whoever opens them.

formgrader and nbgrader's feedback show a notebook's HTML and Markdown as they are, to people whose browser may change
marks. So nothing of a student's that a browser would run or fetch stays in an autograded notebook.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from nbformat import NotebookNode

MOST_HTML = 200_000  # characters; what is longer is left to its plain text
# Elements that only arrange text. They are kept bare: every attribute is dropped.
ELEMENTS = (
    "b|i|u|s|em|strong|small|sub|sup|code|pre|kbd|samp|p|br|hr|div|span|ul|ol|li|dl|dt|dd|blockquote"
    "|h1|h2|h3|h4|h5|h6|table|caption|thead|tbody|tfoot|tr|th|td"
)

_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
# A link or its definition whose target is neither a web page nor a plain path.
_LINK = re.compile(r"\]([(:])(?!\s*+(?:https?://|#|(?!//)[\w./-]{1,200}(?:[\s)]|$)))")
# The lengths are bounded so that no text makes the search quadratic.
_TAG = re.compile(rf"<(/?)({ELEMENTS})(?:\s[^<>]{{0,500}})?/?>", re.IGNORECASE)
_UNSEEN = re.compile(r"<(style|script)\b[^<>]{0,500}>[^<]{0,20000}</\1\s{0,9}>", re.IGNORECASE)


def make_harmless(cell: NotebookNode, given: Collection[str] = ()) -> None:
    """Take out of a cell, in place, what a browser would run or fetch.

    Outputs keep plain text, PNG and JPEG pictures, and HTML reduced to bare elements such as tables; of HTML in
    Markdown the same elements stay.

    Parameters
    ----------
    cell : NotebookNode
        As executed. Its outputs have been checked for their form.
    given : collection of str
        Texts of Markdown cells that are the course's own.
    """
    if cell.cell_type != "code":
        cell.source = cell.source if cell.source in given else prose(cell.source)
        return
    for output in cell.outputs:
        if "data" in output:
            output.data, output.metadata = NotebookNode(_safe(output.data)), NotebookNode()


def _safe(data: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for kind, value in data.items():
        if not isinstance(value, str):
            continue
        if kind == "text/plain" or (kind in ("image/png", "image/jpeg") and _BASE64.fullmatch(value)):
            found[kind] = value
        elif kind == "text/html" and len(value) <= MOST_HTML:
            found[kind] = bare(value)
    return found


def prose(text: str) -> str:
    """Return Markdown without other elements, without pictures, and with links to web pages and files only."""
    return _LINK.sub(r"]\\\1", bare(text)).replace("![", "!\\[")


def bare(text: str) -> str:
    """Return HTML in which only bare :data:`ELEMENTS` are still elements."""
    text, parts, end = _UNSEEN.sub("", text), [], 0
    for tag in _TAG.finditer(text):
        parts += [text[end : tag.start()].replace("<", "&lt;"), f"<{tag[1]}{tag[2].lower()}>"]
        end = tag.end()
    return "".join([*parts, text[end:].replace("<", "&lt;")])
