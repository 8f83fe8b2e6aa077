"""What an assignment's text calls the tasks that people mark, which no grader names: the heading above."""

from __future__ import annotations

import re

from msgspec.structs import replace
from nbformat import NotebookNode

from examiner.model.cells import Cell, cells_of
from examiner.model.report import Task
from examiner.model.text import CHINESE, ENGLISH, Piece, Text, say

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_MARKS = re.compile(r"[*`]|(?<!\w)_|_(?!\w)")  # of Markdown, around words
MOST = 200  # characters


def titles_above(notebook: NotebookNode) -> dict[str, Text]:
    """Return, by nbgrader's id, the heading above each of its cells; none for one that has no heading.

    Only text since the cell with points before it is looked at; where there is no heading, the cell is a further one
    of that heading's, and its name stands beside it. Where a heading stands in two cells, one for each language, both
    sides are taken.
    """
    found: dict[str, Text] = {}
    above: list[Cell] = []
    last: Text | None = None
    for cell in cells_of(notebook):
        if cell.type == "markdown":
            above.append(cell)
        if cell.is_marked and cell.grade_id:
            title = _title(above)
            if title is not None:
                found[cell.grade_id] = title
            elif last is not None:
                found[cell.grade_id] = _further(last, cell.grade_id)
        if cell.grade or cell.task:
            last = _title(above) or last
            above = []
    return found


def titles_by_hand(notebook: NotebookNode) -> dict[str, Text]:
    """Return what :func:`titles_above` does, of the cells that a person marks."""
    by_hand = {cell.grade_id for cell in cells_of(notebook) if cell.is_manual or cell.task}
    return {name: title for name, title in titles_above(notebook).items() if name in by_hand}


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


def _further(heading: Text, grade_id: str) -> Text:
    """Return the title of a cell that stands under the heading of one before it."""
    name = grade_id.removeprefix("test_").replace("_", " ").strip() or grade_id
    return Text(tuple(Piece(side.lang, f"{side.text} ({name})") for side in heading.sides))


def _of(sides: dict[str, str]) -> Text | None:
    if CHINESE in sides and ENGLISH in sides:
        return say(sides[CHINESE], sides[ENGLISH])
    return Text.plain(next(iter(sides.values()))) if sides else None
