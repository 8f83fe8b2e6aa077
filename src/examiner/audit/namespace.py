"""The arrays that a student has before writing a line: those of the release's given cells, once these have run."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from nbformat import NotebookNode

from examiner.audit.traces import walk
from examiner.grading.errors import StudentFault
from examiner.grading.execution import RunningNotebook
from examiner.grading.names import names_of
from examiner.grading.remote import Remote
from examiner.grading.route import Route
from examiner.grading.wall import Wall
from examiner.kernels.budget import Budget
from examiner.kernels.pool import KernelPool
from examiner.model import Limits
from examiner.model.cells import cells_of

LARGEST_MIB = 512  # of one value


def given_values(
    notebook: NotebookNode, files: Mapping[str, bytes], limits: Limits, pool: KernelPool
) -> Iterator[tuple[str, Any]]:
    """Run a release's given cells and yield what data its variables hold, by name.

    Cells that fail for want of an answer are passed over, as by a student who runs all cells at once.
    """
    given: NotebookNode = copy.deepcopy(notebook)
    for cell in cells_of(given):
        if cell.solution or cell.grade:
            given.cells[cell.index].source = ""
    names = [names_of(cell.source) for cell in given.cells if cell.cell_type == "code"]
    bound = sorted({name for found in names if found is not None for name in found.bound - found.imported})
    roomy = limits.at_least(reply_mib=LARGEST_MIB)
    running = RunningNotebook(
        given, dict(files), Budget(roomy), pool.session, Route()
    )  # cells that grading leaves out too
    try:
        running.run_all()
        wall = Wall(running)
        for name in bound:
            wall.begin_check()
            try:
                value = wall.request("get", {"name": name})
            except StudentFault:
                continue  # never bound, because its cell failed; or no data
            if not isinstance(value, Remote):
                yield from walk(name, value)
    finally:
        running.close()
