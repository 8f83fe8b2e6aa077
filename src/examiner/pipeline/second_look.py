"""Cross-checks an assignment without graders: do its plain asserts hold also where the student's code cannot reach?

An assert that passed in the student's process and fails on the trusted side makes the points of its cell wait for a
person. The first look is on one kernel; only what fails there is looked at on two fresh ones, each in the state before
the cell. No text of a hidden test is on any of them.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass

from msgspec.structs import replace
from nbformat import NotebookNode

from examiner.grading.crosscheck import Followed, follow
from examiner.grading.errors import NeverRan, StudentCrash, StudentTimeout
from examiner.grading.execution import RunningNotebook
from examiner.grading.messages import GRADERS_PROBLEM
from examiner.grading.plain_asserts import BUILTINS, bound_names, count_asserts, globals_read, imports
from examiner.grading.run import GradingRun
from examiner.grading.wall import Wall
from examiner.kernels.budget import Budget
from examiner.kernels.errors import KernelError
from examiner.model import Check, Limits, Outcome
from examiner.model.cells import Cell, cells_of, grade_cells

# Where an answer uses these, the same call may give something else there: chance, and arrays with operators of their
# own, which arrive as ordinary ones.
UNSTEADY = re.compile(r"\b(random|rand\w*|time|matrix|mat|asmatrix|bmat|todense|masked\w*|ma)\b")


@dataclass(frozen=True)
class Look:
    """What is known of a judged notebook, and how another kernel comes to run it.

    Parameters
    ----------
    notebook : NotebookNode
        Without hidden tests.
    """

    run: GradingRun
    notebook: NotebookNode
    limits: Limits
    modules: Mapping[str, tuple[str, str]]

    def bound_by_tests(self, last: int) -> frozenset[str]:
        """Return the names that test cells bind up to a place: what they stand for is known inside alone."""
        before = (cell for cell in self.run.cells.values() if cell.index <= last)
        return frozenset().union(*(bound_names(cell.source) for cell in before))

    def start(self) -> RunningNotebook:
        """Return the notebook on a kernel and an account of its own."""
        running = self.run.running
        return RunningNotebook(self.notebook, running.files, Budget(self.limits), running.make_session)

    def follow(self, running: RunningNotebook, cell: Cell) -> Followed:
        """Carry out the plain part of a test cell, on the state before it."""
        running.run_to(cell.index - 1)
        if not self._as_before(running):
            return Followed()
        return follow(cell.source, self.modules, Wall(running, frozenset()), self.bound_by_tests(cell.index - 1))

    def afresh(self, cell: Cell) -> Followed:
        """Do the same on a fresh kernel."""
        running = self.start()
        try:
            return self.follow(running, cell)
        finally:
            running.close()

    def _as_before(self, running: RunningNotebook) -> bool:
        """Say whether the cells of the student's ended as they did when the notebook was judged."""
        tests = {cell.index for cell in self.run.cells.values()}
        for index, ran in running.runs.items():
            if isinstance(ran.failure, StudentTimeout | StudentCrash | NeverRan):
                return False
            judged = self.run.running.runs.get(index)
            if index not in tests and (judged is None or type(judged.failure) is not type(ran.failure)):
                return False
        return True


def cross_check(run: GradingRun, master: NotebookNode, visible: Mapping[str, str], limits: Limits) -> None:
    """Carry out the plain asserts of a judged notebook a second time, and make a fault of each cell that disagrees.

    Parameters
    ----------
    run : GradingRun
        As it was judged; staff read in the details of its checks how many asserts were compared.
    master : NotebookNode
        The assignment; the modules that it imports are used.
    visible : dict of str to str
        By grade id, the text that students know of a cell that holds hidden tests.
    limits : Limits
        Of each further run, which costs no point.
    """
    cells = [c for c in run.cells.values() if not c.is_manual and c.type == "code" and count_asserts(c.source)]
    if not cells:
        return
    notebook = copy.deepcopy(run.running.notebook)
    for cell in grade_cells(notebook):
        notebook.cells[cell.index].source = visible.get(cell.grade_id, cell.source)
    look = Look(run, notebook, limits, imports(c.source for c in cells_of(master) if c.type == "code"))
    running = look.start()
    try:
        for cell in cells:
            first = look.follow(running, cell)
            (check,) = run.results.checks[cell.grade_id]
            run.results.checks[cell.grade_id] = [_told(look, cell, check, first)]
    except KernelError:
        return  # the cross-check could not be done, and nothing is concluded
    finally:
        running.close()


def _told(look: Look, cell: Cell, check: Check, first: Followed) -> Check:
    count = count_asserts(cell.source)
    passed = check.outcome is Outcome.PASSED
    suspicious = passed and first.failed > 0 and _is_steady(look, cell)
    disagrees = suspicious and look.afresh(cell) == first and look.afresh(cell) == first
    compared = min(count, first.held + (disagrees or (not passed and first.failed > 0)))
    told = f"cross-check: {compared} compared, {count - compared} not comparable, {int(disagrees)} disagreed"
    if not disagrees:
        return replace(check, detail=f"{check.detail}\n{told}".strip())
    line = cell.source.splitlines()[first.failed - 1].strip()
    why = (
        f"cross-check: {cell.grade_id}, line {first.failed}, passed in the student's process and fails outside it: "
        f"{line}\nRead what was handed in; the points of this cell wait for you."
    )
    detail = f"{why}\n{told}\n{check.detail}".strip()
    return replace(check, outcome=Outcome.FAULT, points=0.0, message=GRADERS_PROBLEM, hint=None, detail=detail)


def _is_steady(look: Look, cell: Cell) -> bool:
    """Say whether nothing that the student wrote gives the cell another meaning in its own process."""
    cells = [c for c in cells_of(look.run.running.notebook) if c.type == "code" and not c.is_read_only]
    read = frozenset().union(*(globals_read(c.source) for c in cells))
    bound = frozenset().union(*(bound_names(c.source) for c in cells))
    own = imports(c.source for c in cells)
    shadowed = {n for n in bound & (BUILTINS | look.modules.keys()) if own.get(n) != look.modules.get(n, ("", ""))}
    return not (read & look.bound_by_tests(cell.index) or shadowed or any(UNSTEADY.search(c.source) for c in cells))
