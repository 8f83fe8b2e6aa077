"""What an assignment's text calls the tasks that people mark, which no grader names: the heading above."""

from __future__ import annotations

import re

from msgspec.structs import replace
from nbformat import NotebookNode

from examiner.model.cells import Cell, cells_of
from examiner.model.report import Task
from examiner.model.text import CHINESE, ENGLISH, Text, say

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_MARKS = re.compile(r"[*`]|(?<!\w)_|_(?!\w)")  # of Markdown, around words
MOST = 200  # characters


def titles_by_hand(notebook: NotebookNode) -> dict[str, Text]:
    """Return, by nbgrader's id, the heading above each cell that a person marks; none for one that has no heading.

    Only text since the cell with points before it is looked at. Where it stands in two cells, one for each language,
    both sides are taken.
    """
    found: dict[str, Text] = {}
    above: list[Cell] = []
    for cell in cells_of(notebook):
        if cell.type == "markdown":
            above.append(cell)
        if cell.is_manual or cell.task:
            title = _title(above)
            if title is not None and cell.grade_id:
                found[cell.grade_id] = title
        if cell.grade or cell.task:
            above = []
    return found


def called(task: Task, title: Text) -> Task:
    """Return a task that people mark under its title in the assignment, if it goes by its name so far."""
    named = task.title in (Text.plain(task.task), Text.plain(task.grade_id))
    return replace(task, title=title) if task.manual and named else task


def _title(above: list[Cell]) -> Text | None:
    """Return the last heading in each of the languages, those of the last heading first."""
    sides: dict[str, str] = {}
    for cell in reversed(above):
        headings = _HEADING.findall(cell.source)
        language = next((tag for tag in (CHINESE, ENGLISH) if tag in cell.tags), "")
        words = _MARKS.sub("", headings[-1]).strip()[:MOST] if headings else ""
        if words and not language:
            return Text.parse(words) if not sides else _of(sides)
        if words:
            sides.setdefault(language, words)
    return _of(sides)


def _of(sides: dict[str, str]) -> Text | None:
    if CHINESE in sides and ENGLISH in sides:
        return say(sides[CHINESE], sides[ENGLISH])
    return Text.plain(next(iter(sides.values()))) if sides else None
