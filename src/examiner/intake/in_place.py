"""The notebook that is graded where a course has nbgrader's way with cells: each stays where its student has it.

Of several with one id the last counts, and given texts are put back; nothing is moved, recognised or added. A cell with
points that was not handed in stands at the end, so that it is known, and is neither run nor judged.
"""

from __future__ import annotations

import copy

from nbformat import NotebookNode

from examiner.intake.merging import Merged, make_ids_unique, official, plain
from examiner.model.cells import MISSING, NOT_RUN, cells_of, marked_cells
from examiner.model.notebook import new_notebook


def merge_in_place(master: NotebookNode, submitted: NotebookNode) -> Merged:
    """Return a student's notebook with what the assignment says of its cells.

    Parameters
    ----------
    master : NotebookNode
        The assignment as it is graded.
    submitted : NotebookNode
        The upload; nothing in it is trusted.
    """
    given, theirs = marked_cells(master), cells_of(submitted)
    last = {cell.grade_id: cell.index for cell in theirs if cell.grade_id in given and cell.is_marked}
    reserved = {cell.id for cell in cells_of(master)}
    cells = []
    for cell in theirs:
        if last.get(cell.grade_id) == cell.index:
            cells.append(official(given[cell.grade_id], submitted.cells[cell.index], master, empty=False))
        else:
            cells.append(plain(cell, None, reserved, submitted.cells[cell.index].get("attachments")))
    for name, other in given.items():
        if name not in last and (other.grade or other.task):
            missing = copy.deepcopy(official(other, None, master, empty=False))
            missing.metadata.tags = [*missing.metadata.get("tags", ()), NOT_RUN, MISSING]
            cells.append(missing)
    make_ids_unique(cells)
    return Merged(new_notebook(cells, master.metadata))
