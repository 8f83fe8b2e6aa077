"""The cells of an executed notebook made harmless to whoever opens them.

formgrader and nbgrader's feedback show a notebook's HTML and Markdown as they are, to people whose browser may change
marks. So nothing of a student's that a browser would run or fetch stays in an autograded notebook.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

import nh3
from nbformat import NotebookNode

from examiner.feedback import markdown
from examiner.model import pictures
from examiner.pages.words import WORDS

MOST_HTML = 200_000  # characters; what is longer is left to its plain text
# Elements that only arrange text. They are kept bare: every attribute is dropped.
ELEMENTS = (
    "b|i|u|s|em|strong|small|sub|sup|code|pre|kbd|samp|p|br|hr|div|span|ul|ol|li|dl|dt|dd|blockquote"
    "|h1|h2|h3|h4|h5|h6|table|caption|thead|tbody|tfoot|tr|th|td"
)

_TOP = f"<div><b>{WORDS['students_output'].zh} / {WORDS['students_output'].en}</b></div>"
_ATTACHMENT = re.compile(r"attachment:([^)\s\"'>]{1,1000})")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
# The lengths are bounded so that no text makes the search quadratic.
_TAG = re.compile(rf"<(/?)({ELEMENTS})(?:\s[^<>]{{0,500}})?/?>", re.IGNORECASE)
_UNSEEN = re.compile(r"<(style|script)\b[^<>]{0,500}>[^<]{0,20000}</\1\s{0,9}>", re.IGNORECASE)


def make_harmless(
    cell: NotebookNode,
    given: Collection[str] = (),
    files: Mapping[str, bytes] | None = None,
    seconds: float = markdown.MOST_SECONDS,
) -> None:
    """Take out of a cell, in place, what a browser would run or fetch.

    Outputs keep plain text, PNG and JPEG pictures, and HTML reduced to bare elements such as tables, in a frame
    that says whose it is: it can look like a table of results. Markdown becomes
    HTML of the same elements, with the pictures that are attached to it or were uploaded.

    Parameters
    ----------
    cell : NotebookNode
        As executed. Its outputs have been checked for their form.
    given : collection of str
        Texts of Markdown cells that are the course's own.
    files : dict of str to bytes
        What was handed in beside the notebook, by name: pictures that Markdown may show.
    seconds : float
        How long its Markdown may take.
    """
    if cell.cell_type != "code":
        if cell.source not in given or not _has_all_its_pictures(cell):
            shown = {**(files or {}), **pictures.attached(cell.pop("attachments", None))}
            cell.source = (
                markdown.rendered(cell.source, shown, seconds) if cell.cell_type == "markdown" else bare(cell.source)
            )
        return
    for output in cell.outputs:
        if "data" in output:
            output.data, output.metadata = NotebookNode(_safe(output.data)), NotebookNode()


def _has_all_its_pictures(cell: NotebookNode) -> bool:
    """Say whether nothing is missing that a text shows; nbconvert makes no page of a cell that lacks an attachment."""
    attachments = cell.get("attachments", {})
    return all(name in attachments for name in _ATTACHMENT.findall(cell.source))


def _safe(data: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for kind, value in data.items():
        if not isinstance(value, str):
            continue
        if kind == "text/plain" or (kind in ("image/png", "image/jpeg") and _BASE64.fullmatch(value)):
            found[kind] = value
        elif kind == "text/html" and len(value) <= MOST_HTML:
            found[kind] = framed(value)
    return found


def framed(text: str) -> str:
    """Return HTML of a student's as :func:`bare` leaves it, in a frame that nothing in it can end or hide."""
    inside = nh3.clean(bare(text), tags=set(ELEMENTS.split("|")), attributes={}, link_rel=None)
    return f"{_TOP}<blockquote>{inside}</blockquote>"


def bare(text: str) -> str:
    """Return HTML in which only bare :data:`ELEMENTS` are still elements."""
    text, parts, end = _UNSEEN.sub("", text), [], 0
    for tag in _TAG.finditer(text):
        parts += [text[end : tag.start()].replace("<", "&lt;"), f"<{tag[1]}{tag[2].lower()}>"]
        end = tag.end()
    return "".join([*parts, text[end:].replace("<", "&lt;")])
