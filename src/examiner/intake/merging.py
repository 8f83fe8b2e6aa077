"""The notebook that is graded: the assignment's cells with the student's answers and own cells.

Identity, order and metadata come from the assignment alone. Of the student's notebook count the text of
the answer cells and the student's own cells, which keep their place after the cell that they followed.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from examiner.intake.matching import Handout, Matching, match
from examiner.intake.notes import notes_on
from examiner.intake.texts import bound, trimmed
from examiner.model import Text, digest
from examiner.model.cells import NOT_RUN, Cell, cells_of
from examiner.model.notebook import CELL_ID, CELL_TYPES, new_cell, new_notebook


@dataclass(frozen=True, slots=True)
class Merged:
    """The notebook that is graded.

    Parameters
    ----------
    notebook : NotebookNode
        Every nbgrader cell of the assignment exactly once and in its order, and the student's own cells.
    notes : tuple of Text
        What was put right, for the student.
    """

    notebook: NotebookNode
    notes: tuple[Text, ...] = ()


def merge(master: NotebookNode, submitted: NotebookNode, editions: Sequence[NotebookNode] = ()) -> Merged:
    """Put a student's answers and own cells into the assignment.

    Parameters
    ----------
    master : NotebookNode
        The assignment as it is graded.
    submitted : NotebookNode
        The upload; nothing in it is trusted.
    editions : sequence of NotebookNode
        The assignment as students may have got it, where that is not ``master``: without hidden tests, say, or as it
        was released before.
    """
    handout, theirs = Handout.of(master, editions), cells_of(submitted)
    given = handout.given
    places = {cell.index: cell.grade_id for cell in handout.cells if cell.grade_id in given}
    found = match(handout, theirs)
    made_up = _made_up_for(given, theirs, found)
    reserved = {cell.id for cell in handout.cells}
    cells = []
    for name, index in _arrange(handout, places, theirs, found):
        if name is not None:
            answer = None if index is None else submitted.cells[index]
            cells.append(official(given[name], answer, master, empty=name in made_up))
        elif index is not None:
            twin = master.cells[found.twins[index]] if index in found.twins else None
            cells.append(plain(theirs[index], twin, reserved, submitted.cells[index].get("attachments")))
    make_ids_unique(cells)
    return Merged(new_notebook(cells, master.metadata), notes_on(handout, theirs, found, made_up))


def _made_up_for(given: Mapping[str, Cell], cells: Sequence[Cell], found: Matching) -> set[str]:
    """Return the missing answers whose names the student's cells define: put back as given they would undo that."""
    missing = [cell for name, cell in given.items() if cell.solution and name not in found.official]
    answers = [cells[index] for name, index in found.official.items() if given[name].solution]
    code = [cell for cell in (*answers, *found.own(cells)) if cell.type == "code"] if missing else []
    theirs = {name for cell in code for name in bound(cell.source)}
    return {cell.grade_id for cell in missing if cell.type == "code" and bound(cell.source) & theirs}


def _arrange(
    handout: Handout, places: Mapping[int, str], cells: Sequence[Cell], found: Matching
) -> list[tuple[str | None, int | None]]:
    """Return the cells to grade as (nbgrader id, submitted index); an id without index was missing.

    The student's own cells follow the nbgrader cell that they followed. A missing cell comes after its
    forerunner and what follows that, but before given cells that stand behind it in the assignment; a missing answer
    comes before all own cells there, for what the student wrote is not to be undone.
    """
    names = {index: name for name, index in found.official.items()}
    follow: dict[str | None, list[int]] = {None: []}
    current = None
    for index in range(len(cells)):
        if index in names:
            current = names[index]
            follow[current] = []
        elif index not in found.dropped:
            follow[current].append(index)
    order: list[tuple[str | None, int | None]] = []
    before: str | None = None
    for place, name in places.items():
        if name not in follow:
            own = -1 if not handout.given[name].solution else place + 1
            behind = [n for n, index in enumerate(follow[before]) if found.twins.get(index, own) > place]
            cut = behind[0] if behind else len(follow[before])
            follow[name], follow[before] = follow[before][cut:], follow[before][:cut]
        order += [(None, index) for index in follow[before]]
        order.append((name, found.official.get(name)))
        before = name
    return order + [(None, index) for index in follow[before]]


def official(given: Cell, answer: NotebookNode | None, master: NotebookNode, *, empty: bool) -> NotebookNode:
    """Return the assignment's cell, with the student's text and pictures if they are theirs to change."""
    own = master.cells[given.index]
    theirs = answer if answer is not None and given.solution else own
    source = "" if empty else str(theirs.source)
    return new_cell(given.type, source, given.id, own.metadata, theirs.get("attachments"))


def plain(cell: Cell, twin: NotebookNode | None, reserved: Collection[str], attachments: Any) -> NotebookNode:
    """Return one of the student's own cells, with the metadata of the given cell that it comes from."""
    kind = cell.type if cell.type in CELL_TYPES else "raw"
    if twin is None:
        return new_cell(kind, cell.source, "" if cell.id in reserved else cell.id, attachments=attachments)
    metadata = copy.deepcopy(twin.metadata)
    if trimmed(cell.source) == trimmed(str(twin.source)):
        attachments = twin.get("attachments", attachments)  # given, and so the course's pictures
    elif NOT_RUN in metadata.get("tags", ()):
        metadata.tags = [
            tag for tag in metadata.tags if tag != NOT_RUN
        ]  # the student's own code now, and needed perhaps
    return new_cell(kind, cell.source, twin.get("id", ""), metadata, attachments)


def make_ids_unique(cells: Iterable[NotebookNode]) -> None:
    """Give a new id, always the same, to a cell whose id is invalid or taken."""
    used: set[str] = set()
    for number, cell in enumerate(cells):
        if cell.get("id", "") in used or not CELL_ID.fullmatch(cell.get("id", "")):
            text = f"{number}\n{cell.source}"
            cell.id = f"cell-{digest.of_text(text)[:16]}"
        used.add(cell.id)
