"""Runs a notebook in the box, cell by cell, and survives what its cells do.

A cell that hits a limit is interrupted and the notebook goes on. A cell that kills the kernel costs itself:
a fresh kernel replays the cells before it without the fatal ones. A *call* that kills the kernel costs its check
in the same way. What cannot be run any more (the notebook's time is used up, kernels keep dying) is skipped.
"""

from __future__ import annotations

import signal
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from nbformat import NotebookNode

from examiner import codec
from examiner.grading.errors import NeverRan, StudentCrash, StudentError, StudentFault, StudentTimeout
from examiner.grading.hit_limits import named
from examiner.grading.route import Route
from examiner.kernels.budget import Budget
from examiner.kernels.errors import ForkServerError, KernelDied, LimitReached
from examiner.kernels.pool import SEED
from examiner.kernels.session import CellResult, KernelSession, no_answer
from examiner.model import Text, say
from examiner.model.cells import read_cell

SessionMaker = Callable[[Budget], KernelSession]


@dataclass
class CellRun:
    """What became of one cell."""

    result: CellResult = field(default_factory=CellResult)
    failure: StudentFault | None = None
    fatal: bool = False  # it killed the kernel: never run again


class RunningNotebook:
    """A notebook and the kernel that has run it up to some cell.

    Parameters
    ----------
    notebook : NotebookNode
        What intake made of the submission.
    files : dict of str to bytes
        Files beside it, by relative name.
    budget : Budget
        The submission's account.
    make_session : callable
        Gives a fresh kernel that charges an account.
    route : Route, optional
        Which cells are run; default: those that nbgrader runs.
    """

    def __init__(
        self,
        notebook: NotebookNode,
        files: dict[str, bytes],
        budget: Budget,
        make_session: SessionMaker,
        route: Route | None = None,
    ) -> None:
        self.notebook, self.files, self.budget, self.make_session = notebook, files, budget, make_session
        self.route = Route.of_nbgrader(notebook) if route is None else route
        self.runs: dict[int, CellRun] = {}
        self.position = 0  # cells before it have run
        self.generation = 0
        self.notes: list[Text] = []
        self.outside_death = ""  # a kernel's death that was no doing of the student's: nothing here may count
        self._session: KernelSession | None = None
        self._peak_mib = 0.0

    # -- cells ----------------------------------------------------------------------------------------

    def run_to(self, index: int) -> None:
        """Run all cells up to and including ``index``."""
        while self.position <= index:
            cell = self.notebook.cells[self.position]
            if cell.cell_type == "code" and cell.source.strip() and self.position not in self.route.skipped:
                self.runs[self.position] = self.run_cell(self.position)
            if self.position in self.route.seeded and self._session is not None:
                self._seed(self._session, self.position)
            self.position += 1

    def _seed(self, session: KernelSession, index: int) -> None:
        """Let shared random numbers begin anew behind a cell: not as behind another, but alike in every notebook."""
        cell = read_cell(self.notebook.cells[index])
        try:
            seed = codec.encode(SEED + zlib.crc32((cell.grade_id or cell.source).encode(errors="replace")))[0].decode()
            session.ask({"id": "", "op": "seed", "target": {}, "value": seed}, [], answer=no_answer)
        except LimitReached as error:
            if error.died:
                self.lost(error)
        except KernelDied as error:
            self.lost(error)

    def run_all(self) -> None:
        """Run what is left of the notebook."""
        self.run_to(len(self.notebook.cells) - 1)

    def cell_seconds(self, index: int) -> float | None:
        """Return the CPU seconds that a cell may take, None: as the limits say. For subclasses to extend."""
        return None

    def replace_source(self, index: int, source: str) -> None:
        """Put another text into a cell; it counts when the cell runs next."""
        self.notebook.cells[index].source = source

    def rewind(self, index: int) -> None:
        """Have the cells from ``index`` on run again, on the kernel as it is; what they printed is not charged."""
        self.runs = {i: run for i, run in self.runs.items() if i < index}
        self.position = index
        self.session()
        self.budget.forget_what_came()

    def restart(self) -> None:
        """Forget the kernel and everything that ran on it; the next one runs the notebook from its first cell."""
        self.close()
        self.budget.start_over()
        self.runs, self.position, self.notes = {}, 0, []

    def run_cell(self, index: int) -> CellRun:
        """Run one cell and return what became of it. For subclasses to extend."""
        try:
            if (why := self.used_up) is not None:
                raise NeverRan(why)
            session = self.session()
        except NeverRan as error:
            return CellRun(failure=error)
        run = CellRun()
        try:
            run.result = session.execute(self.notebook.cells[index].source, seconds=self.cell_seconds(index))
        except LimitReached as error:
            run.result, run.failure, run.fatal = error.partial or CellResult(), StudentTimeout(error.text), error.died
            if error.died:
                self.lost(error)
        except KernelDied as error:
            run.result = error.partial or CellResult()
            run.failure, run.fatal = StudentCrash(self.lost(error)), True
        else:
            if run.result.error:
                run.failure = named(_cell_error(run.result), self.budget.limits, self.files)
                if run.result.error_type == "MemoryError":
                    run.failure, run.fatal = (
                        StudentError("MemoryError", self.memory_text(), run.result.error),
                        self.relieve(),
                    )
        return run

    def memory_text(self) -> Text:
        """Return the memory limit as a sentence for the student."""
        return self.budget.limits.text("memory_mib")

    def relieve(self) -> bool:
        """Give up a kernel that is still full after a MemoryError, so that it costs no other task; say whether."""
        if self._session is None or not self.budget.is_full(self._session.memory_mib()):
            return False
        self.lost(KernelDied("memory"))
        return True

    @property
    def used_up(self) -> Text | None:
        """Why nothing more is run; None while something is."""
        reached = self.budget.used_up()
        return None if reached is None else reached.text

    # -- kernels --------------------------------------------------------------------------------------

    def session(self) -> KernelSession:
        """Return a kernel in the state after the cells that have run.

        Raises
        ------
        NeverRan
            If no more kernels are to be had for this submission.
        """
        while self._session is None:
            if (why := self.used_up) is not None:
                raise NeverRan(why)
            self._session = self._fresh_session()
            self._replay()
        return self._session

    def _fresh_session(self) -> KernelSession:
        session = self.make_session(self.budget)
        try:
            if self.files:
                session.put_files(self.files)
        except LimitReached as error:
            session.close()
            if (why := self.used_up) is not None:
                raise NeverRan(why) from None
            raise ForkServerError(f"the submission's files could not be put in the box: {error}") from None
        self.generation += 1
        return session

    def _replay(self) -> None:
        """Run again what had run before the last kernel died."""
        for index in range(self.position):
            run = self.runs.get(index)
            if run is not None and not run.fatal and not isinstance(run.failure, NeverRan | StudentTimeout):
                self._repeat(index, run)
            if self._session is not None and index in self.route.seeded:
                self._seed(self._session, index)
            if self._session is None:
                return

    def _repeat(self, index: int, run: CellRun) -> None:
        assert self._session is not None
        try:
            source = self.notebook.cells[index].source
            self._session.execute(source, seconds=self.cell_seconds(index), keep_output=False)
        except LimitReached as error:
            if error.died:
                run.fatal = True
                self.lost(error)
        except KernelDied as error:
            run.fatal, run.failure = True, StudentCrash(self.lost(error))

    def lost(self, error: Exception) -> Text:
        """Take note that the kernel is gone, and return the reason in the student's words."""
        self._peak_mib = 0.0
        if self._session is not None:
            self._peak_mib = self._session.peak_mib()
        self.close()
        if killed_from_outside(error):
            self.outside_death = f"a kernel was killed from outside ({error}); is the host short of memory?"
        self.budget.kernel_died()
        return self._reason(error)

    def _reason(self, error: Exception) -> Text:
        if isinstance(error, LimitReached):
            return error.text
        why, status = getattr(error, "why", ""), getattr(error, "status", None)
        if why == "memory" or self.budget.is_full(self._peak_mib):
            return self.memory_text()
        if not isinstance(status, int):
            return say("核心突然終止", "the kernel ended unexpectedly")
        how = f"signal {-status}" if status < 0 else f"exit status {status}"
        return say(f"核心突然終止（{how}）", f"the kernel ended unexpectedly ({how})")

    @property
    def alive(self) -> bool:
        """Whether there is a kernel now; :meth:`session` makes one where there is none."""
        return self._session is not None

    def cpu_seconds(self) -> float:
        """Return the CPU seconds of all kernels of this notebook."""
        return self.budget.cpu_seconds(self._session.usage() if self._session else None)

    def close(self) -> None:
        """End the kernel."""
        if self._session is not None:
            self.budget.kernel_ended(self._session.cpu_seconds())
            self._session.close()
            self._session = None


def killed_from_outside(error: Exception) -> bool:
    """Say whether a kernel's death was the host's doing, not the student's.

    Process 1 of a namespace cannot be killed from within it, so a SIGKILL that we did not send came from the host.
    """
    if not isinstance(error, KernelDied):
        return False
    return error.why in ("keeper gone", "silent") or (error.why == "exit" and error.status == -signal.SIGKILL)


def _cell_error(result: CellResult) -> StudentError:
    return StudentError(result.error_type or "Error", result.error_message, result.error)
