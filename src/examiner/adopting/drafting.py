"""Makes grader modules of a master's grade cells, none of them tried yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from nbformat import NotebookNode

from examiner.adopting.asserts import Judging
from examiner.adopting.making import MadeCheck, check_of
from examiner.adopting.modules import Module
from examiner.adopting.reading import ByHand, Given, GradeCell, Step, Unable, read
from examiner.adopting.slicing import Slicer
from examiner.course.graders import PREFIX, task_name
from examiner.model import Text
from examiner.model.cells import grade_cells
from examiner.model.headings import titles_above

NO_ASSERT = "it holds no assert: nbgrader gives its points to whoever's cell runs, or what its last line comes to"


class Drafting:
    """Makes the grader modules of one master notebook.

    Parameters
    ----------
    master : NotebookNode
        The notebook.
    begin, end : str
        The lines between which its tests are hidden.
    beside : frozenset of str
        Names of the modules that lie beside it.
    """

    def __init__(self, master: NotebookNode, begin: str, end: str, beside: frozenset[str] = frozenset()) -> None:
        self.reading = read(master, begin, end)
        steps = [step for cell in self.reading.cells for step in cell.steps]
        given = [one for entry in self.reading.entries if isinstance(entry, Given) for one in entry.functions.values()]
        self.judging = Judging([*given, *steps])
        self.slicer = Slicer(self.reading.entries, self.judging.count, beside)
        self.taken = frozenset(cell.grade_id for cell in grade_cells(master))
        self.titles = titles_above(master)

    def modules(self) -> list[Module]:
        """Return a module for each grade cell, in order."""
        return [self._module(cell) for cell in self.reading.cells]

    def _module(self, cell: GradeCell) -> Module:
        grade_id = cell.cell.grade_id
        module = Module(cell.cell, self.titles.get(grade_id) or Text.plain(task_name(grade_id)))
        whole = [*cell.troubles, *self._troubles(cell)]
        checks: list[MadeCheck] = []
        for step in self._judging(cell):
            try:
                checks.append(check_of(self.slicer.of(step), [step], self.judging.count(step)))
            except Unable as error:
                whole.append(step.by_hand(str(error)))
        return replace(module, checks=tuple(checks), by_hand=tuple(whole))

    def _judging(self, cell: GradeCell) -> list[Step]:
        return [step for step in cell.steps if self.judging.count(step)]

    def _troubles(self, cell: GradeCell) -> Iterator[ByHand]:
        number, grade_id = cell.cell.index + 1, cell.cell.grade_id
        if not cell.troubles and not self._judging(cell):
            yield ByHand(number, grade_id, 1, cell.cell.source, NO_ASSERT)
        if PREFIX + grade_id in self.taken:
            yield ByHand(number, grade_id, 1, "", f"the grader of {PREFIX + grade_id} has the name that its own needs")

    def joined(self, module: Module) -> Module:
        """Return a module whose asserts need each other as one check, which holds as long as all of them do."""
        cell = next(cell for cell in self.reading.cells if cell.cell is module.cell)
        judging = self._judging(cell)
        if not module.by_hand or cell.troubles or len(judging) < 2:
            return module
        try:
            for step in judging:  # what none can be made of alone stands for nothing among others either
                check_of(self.slicer.of(step), [step], 1)
            found = self.slicer.of(judging[-1], everything=True)
            check = check_of(found, judging, sum(map(self.judging.count, judging)))
        except Unable:
            return module
        return replace(module, checks=(check,), by_hand=())


def modules_beside(folder: Path) -> frozenset[str]:
    """Return the names of the Python modules in a folder."""
    return frozenset(p.stem for p in folder.iterdir() if p.suffix == ".py" or any(p.glob("*.py")))
