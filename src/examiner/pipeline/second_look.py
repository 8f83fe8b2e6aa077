"""Cross-checks an assignment without graders: do its asserts hold also where the student's code cannot reach?

An assert that passed in the student's process and fails on the trusted side makes the points of its cell wait for a
person. The first look costs no run of the notebook: it is on a kernel that has run it, in the state at its end. What
does not hold there is looked at in the state before its cell, on another kernel, and what fails there too on two fresh
ones. No text of a hidden test is on any of them.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import nbformat
from msgspec.structs import replace
from nbformat import NotebookNode

from examiner.grading import runner
from examiner.grading.again import Given
from examiner.grading.crosscheck import Followed, follow
from examiner.grading.errors import NeverRan, StudentCrash, StudentTimeout
from examiner.grading.execution import RunningNotebook
from examiner.grading.messages import GRADERS_PROBLEM
from examiner.grading.plain_asserts import (
    BUILTINS,
    bound_names,
    count_asserts,
    globals_read,
    imported,
    imports,
    names_read,
    names_used,
    statements,
)
from examiner.grading.run import GradingRun
from examiner.grading.wall import Wall
from examiner.kernels.budget import Budget
from examiner.kernels.errors import KernelError
from examiner.model import Check, CrossCheck, Limits, Outcome
from examiner.model.cells import Cell, cells_of, grade_cells
from examiner.pipeline.comparable import OfMaster
from examiner.pipeline.hidden_tests import with_tests_of
from examiner.pipeline.loaded import LoadedNotebook

# Where an answer uses these, the same call may give something else there: chance, time, arrays with operators of
# their own, which a function that is passed in receives as ordinary ones, and settings of the process.
UNSTEADY_NAMES = """random rand randn randint shuffle permutation urandom time perf_counter now matrix mat asmatrix bmat
todense ma masked masked_array set_printoptions printoptions errstate seterr getcontext setcontext localcontext
set_option options"""
UNSTEADY = frozenset(UNSTEADY_NAMES.split())
NEVER_ENDED = (Outcome.TIMED_OUT, Outcome.CRASHED)


@dataclass
class Look:
    """What is known of a judged notebook, and how another kernel comes to run it.

    Parameters
    ----------
    run : GradingRun
        As it was judged.
    notebook : NotebookNode
        Without hidden tests.
    limits : Limits
        Of each further run, which costs no point.
    modules : mapping
        By name, what the master imports.
    theirs : frozenset of str
        Names that the master's other cells bind.
    """

    run: GradingRun
    notebook: NotebookNode
    limits: Limits
    modules: Mapping[str, tuple[str, str]]
    theirs: frozenset[str]
    found: dict[int, Followed] = field(default_factory=dict)  # by the index of the cell

    @classmethod
    def at(cls, run: GradingRun, loaded: LoadedNotebook) -> Look:
        """Return a look at a judged notebook of an assignment."""
        notebook = copy.deepcopy(run.running.notebook)
        for cell in grade_cells(notebook):
            notebook.cells[cell.index].source = loaded.visible.get(cell.grade_id, cell.source)
        code = [cell for cell in cells_of(loaded.notebook) if cell.type == "code"]
        theirs = [bound_names(cell.source, imports_too=False) for cell in code if not is_test(cell)]
        modules = imports(cell.source for cell in code)
        return cls(run, notebook, loaded.limits, modules, frozenset().union(*theirs))

    @cached_property
    def code(self) -> list[Cell]:
        """The code cells as they were judged."""
        return [cell for cell in cells_of(self.run.running.notebook) if cell.type == "code"]

    @property
    def tests(self) -> list[Cell]:
        """The test cells that assert something."""
        return [cell for cell in self.code if is_test(cell) and count_asserts(cell.source)]

    def start(self) -> RunningNotebook:
        """Return the notebook on a kernel and an account of its own."""
        running = self.run.running
        return RunningNotebook(self.notebook, running.files, Budget(self.limits), running.make_session)

    def follow(self, running: RunningNotebook, cell: Cell) -> Followed:
        """Carry out a test cell on the trusted side, with the student's kernel in the state before it."""
        running.run_to(cell.index - 1)
        if not self._as_before(running):
            return Followed()
        return follow(self._given(cell), Wall(running, frozenset()))

    def afresh(self, cell: Cell) -> Followed:
        """Do the same on a fresh kernel."""
        running = self.start()
        try:
            return self.follow(running, cell)
        finally:
            running.close()

    def _given(self, cell: Cell) -> Given:
        """Return what is known before a test cell: a name is what the last cell that binds it has made of it."""
        last: dict[str, Cell] = {}
        for one in self.code:
            if one.index < cell.index:
                last |= dict.fromkeys(
                    bound_names(one.source) - (self.modules.keys() if is_test(one) else frozenset()), one
                )
        of_tests = {name: one for name, one in last.items() if is_test(one)}
        kept = {n: self.found[c.index].names[n] for n, c in of_tests.items() if self._knows(c.index, n)}
        read = [globals_read(one.source) for one in self.code if not is_test(one)]
        return Given(
            source=cell.source,
            modules=self.modules,
            theirs=self.theirs,
            unknown=frozenset(of_tests.keys() - kept.keys()),
            kept=kept,
            shared=frozenset().union(*read) & (of_tests.keys() | bound_names(cell.source, imports_too=False)),
            steady=all(self.found[of_tests[name].index].steady for name in kept),
            goes_on=self.outcome(cell) is Outcome.PASSED,
        )

    def _knows(self, index: int, name: str) -> bool:
        return index in self.found and name in self.found[index].names

    def _as_before(self, running: RunningNotebook) -> bool:
        """Say whether the cells of the student's ended as they did when the notebook was judged."""
        tests = {cell.index for cell in self.code if is_test(cell)}
        for index, ran in running.runs.items():
            if isinstance(ran.failure, StudentTimeout | StudentCrash | NeverRan):
                return False
            judged = self.run.running.runs.get(index)
            if index not in tests and (judged is None or type(judged.failure) is not type(ran.failure)):
                return False
        return True

    def is_steady(self, cell: Cell) -> bool:
        """Say whether nothing that the student wrote gives a test cell another meaning in its own process."""
        written = [one for one in self.code if not one.is_read_only]
        own = imports(one.source for one in written)
        bound = frozenset().union(*(bound_names(one.source) for one in written))
        body = statements(cell.source)
        fresh = {name for statement in body for name in imported(statement)}  # the cell binds them itself
        read = frozenset().union(*map(names_read, body)) - fresh - self.theirs
        shadowed = {n for n in read & bound & (BUILTINS | self.modules.keys()) if own.get(n) != self.modules.get(n, "")}
        used = frozenset().union(*(names_used(one.source) for one in written))
        return not shadowed and not used & UNSTEADY

    def look_at_all(self, ended: RunningNotebook) -> None:
        """Follow every test cell; what cannot be is left out. ``ended`` is on a kernel that has run all of it."""
        running = self.start()
        try:
            if not self._all_hold(ended):
                self.found.clear()  # what a cell binds may be of the end, too
                for cell in self._ended():
                    self.found[cell.index] = self.follow(running, cell)
                    if self.found[cell.index].hung:
                        break  # who hangs once would hang in every cell: of the others nothing is concluded
        except KernelError:
            return  # the cross-check could not be done, and nothing is concluded
        finally:
            running.close()

    def _all_hold(self, ended: RunningNotebook) -> bool:
        """Follow the test cells in the state at the end; say whether all holds of those that passed."""
        for cell in self._ended():
            self.found[cell.index] = self.follow(ended, cell)
            if self.outcome(cell) is Outcome.PASSED and self.found[cell.index].held < numbers_of(cell):
                return False
        return True

    def _ended(self) -> list[Cell]:
        """Return the test cells that came to an end in the student's process."""
        return [cell for cell in self.tests if self.outcome(cell) not in NEVER_ENDED]

    def outcome(self, cell: Cell) -> Outcome:
        """Return what came of a test cell in the student's process."""
        (check,) = self.run.results.checks[cell.grade_id]
        return check.outcome

    def disagrees(self, cell: Cell, first: Followed, of_master: Followed) -> bool:
        """Say whether a cell that passed in the student's process fails on this side, each time that it is tried.

        Where the master's answer fails here as well, it is this side that cannot carry out the cell.
        """
        return (
            first.failed_at in of_master.sound
            and self.is_steady(cell)
            and self.afresh(cell) == first  # each on a kernel of its own
            and self.afresh(cell) == first
        )


def is_test(cell: Cell) -> bool:
    """Say whether a cell's asserts decide its points."""
    return cell.grade and not cell.is_manual and cell.type == "code"


def numbers_of(cell: Cell) -> frozenset[int]:
    """Return the numbers of a cell's asserts."""
    return frozenset(range(count_asserts(cell.source)))


def cross_check(
    run: GradingRun,
    ended: RunningNotebook,
    loaded: LoadedNotebook,
    start: Callable[[NotebookNode], RunningNotebook],
) -> None:
    """Carry out the asserts of a judged notebook a second time, and make a fault of each cell that disagrees.

    Parameters
    ----------
    run : GradingRun
        As it was judged; its checks say how many asserts were compared.
    ended : RunningNotebook
        The notebook as it ran without hidden tests.
    loaded : LoadedNotebook
        What it was graded with.
    start : callable
        Gives a running notebook for the master, which is looked at where something cannot be compared.
    """
    look = Look.at(run, loaded)
    if not look.tests:
        return
    look.look_at_all(ended)
    for cell in look.tests:
        (check,) = run.results.checks[cell.grade_id]
        if check.outcome is not Outcome.SKIPPED:
            run.results.checks[cell.grade_id] = [_told(look, cell, check, lambda: _of_master(loaded, start))]


def _told(look: Look, cell: Cell, check: Check, of_master: Callable[[], OfMaster]) -> Check:
    first = look.found.get(cell.index, Followed())
    every = numbers_of(cell)
    passed = check.outcome is Outcome.PASSED
    master = of_master().get(cell.grade_id, Followed()) if passed and every - first.held else Followed()
    disagrees = passed and look.disagrees(cell, first, master)
    if passed:
        compared = first.held | (first.failing if disagrees else frozenset())
    else:  # a cell that fails on one side alone was compared nowhere
        compared = first.held | first.failing if first.failed else frozenset()
        every = first.reached if first.failed else every
    left = every - compared  # what another statement than an assert fails at is not comparable, and told
    told = replace(check, crosscheck=CrossCheck(len(compared), len(left), int(disagrees), len(left & master.held)))
    if not disagrees:
        return told
    line = cell.source.splitlines()[first.failed - 1].strip()
    why = (
        f"cross-check: {cell.grade_id}, line {first.failed}, passed in the student's process and fails outside it: "
        f"{line}\nRead what was handed in; the points of this cell wait for you."
    )
    detail = f"{why}\n{check.detail}".strip()
    return replace(told, outcome=Outcome.FAULT, points=0.0, message=GRADERS_PROBLEM, hint=None, detail=detail)


def _of_master(loaded: LoadedNotebook, start: Callable[[NotebookNode], RunningNotebook]) -> OfMaster:
    """Return what comes of the master's answers; nothing if that could not be found out."""

    def look_at_it() -> dict[str, Followed]:
        running = start(with_tests_of(nbformat.read(loaded.master, as_version=4), loaded.notebook))
        try:
            names = loaded.assignment, loaded.stem, loaded.graders.resolve()
            run = GradingRun(*names, running, Wall(running, frozenset()), lambda task, check: 0)
            runner.score_like_nbgrader(run)
            look = Look.at(run, loaded)
            look.look_at_all(running)
            return {cell.grade_id: look.found.get(cell.index, Followed()) for cell in look.tests}
        except KernelError:
            return {}
        finally:
            running.close()

    return loaded.comparable.learn(look_at_it)
