"""Tries made graders where nothing is at stake yet: on the master, and on the assignment as students get it."""

from __future__ import annotations

import ast
import copy
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from examiner.adopting.reading import GradeCell
from examiner.course.config import CONFIG_NAME
from examiner.course.files import assignment_files
from examiner.course.graders import grader_of
from examiner.course.layout import Course
from examiner.course.secret import derive_seed
from examiner.grading.execution import RunningNotebook, SessionMaker
from examiner.grading.route import Route
from examiner.grading.run import GradingRun
from examiner.grading.runner import run_graders
from examiner.grading.wall import Wall
from examiner.kernels.budget import Budget
from examiner.model import Check, Outcome
from examiner.model.notebook import new_cell
from examiner.release.form import release_form

MOST_REASON = 300  # characters of what a check ended with


@dataclass(frozen=True)
class Trial:
    """What came of judging one notebook: by grade id and check, whether it passed and, if not, why."""

    passed: frozenset[tuple[str, str]]
    reasons: Mapping[tuple[str, str], str]


class Trials:
    """Judges the notebooks of one assignment by graders that are not in place yet.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.
    master : NotebookNode
        Its master notebook.
    make_session : callable
        Gives a kernel.
    """

    def __init__(self, course: Course, assignment: str, master: NotebookNode, make_session: SessionMaker) -> None:
        self.course, self.assignment, self.master, self.make_session = course, assignment, master, make_session
        self.edition = release_form(master, course.settings, course.source(assignment))
        self.files = assignment_files(course, assignment, [self.edition])

    def on_master(self, modules: Mapping[str, str]) -> Trial:
        """Judge the master by modules, given as their texts by grade id."""
        return self._judged(self.master, modules, of_master=True)

    def unanswered(self, modules: Mapping[str, str]) -> Trial:
        """Judge what a student has who has done nothing."""
        return self._judged(self.edition, modules, of_master=False)

    def inside(self, cells: Sequence[GradeCell]) -> Mapping[tuple[str, int], str]:
        """Say which statements of grade cells fail where the master's own notebook runs, and with what.

        Parameters
        ----------
        cells : sequence of GradeCell
            The cells, each of whose statements is run by itself.

        Returns
        -------
        mapping
            By grade id and line, the error.
        """
        notebook: NotebookNode = copy.deepcopy(self.master)
        known = {cell.cell.index: cell for cell in cells if cell.steps}
        notebook.cells, places = [], {}
        for index, cell in enumerate(self.master.cells):
            for step in known[index].steps if index in known else (None,):
                if step is not None:
                    places[len(notebook.cells)] = (step.cell.grade_id, step.line)
                notebook.cells.append(
                    cell if step is None else new_cell("code", ast.unparse(step.node), f"step-{len(notebook.cells)}")
                )
        budget = Budget(self.course.settings.limits(self.assignment))
        running = RunningNotebook(notebook, self.files, budget, self.make_session)
        try:
            running.run_all()
        finally:
            running.close()
        failures = {place: running.runs[i].failure for i, place in places.items() if i in running.runs}
        return {place: str(failure.text.en) for place, failure in failures.items() if failure is not None}

    def _judged(self, notebook: NotebookNode, modules: Mapping[str, str], *, of_master: bool) -> Trial:
        with tempfile.TemporaryDirectory(prefix="examiner-adopt-") as place:
            root = Path(place).resolve()
            (root / CONFIG_NAME).write_text("c = get_config()\n")
            graders = root / "graders" / self.assignment
            graders.mkdir(parents=True)
            for grade_id, text in modules.items():
                grader_of(graders, grade_id).write_text(text, encoding="utf-8")
            settings = self.course.settings
            route = Route.judged(notebook, graders, self_checks=settings.run_self_checks)
            budget = Budget(settings.limits(self.assignment))
            running = RunningNotebook(notebook, self.files, budget, self.make_session, route)
            run = GradingRun(
                self.assignment,
                self.assignment,
                graders,
                running,
                Wall(running, mixing=None),
                lambda task, check: derive_seed(b"adopt", "rng", task, check),
                of_master=of_master,
            )
            try:
                run_graders(run, root)
                return _trial(run, modules)
            finally:
                running.close()


def _trial(run: GradingRun, modules: Mapping[str, str]) -> Trial:
    passed, reasons = set(), {}
    for grade_id in modules:
        for check in run.results.checks.get(grade_id, ()):
            if check.outcome is Outcome.PASSED:
                passed.add((grade_id, check.name))
            else:
                reasons[grade_id, check.name] = _reason(check)
        if (problem := run.results.problems.get(grade_id)) is not None:
            reasons[grade_id, ""] = problem[-MOST_REASON:]
    return Trial(frozenset(passed), reasons)


def _reason(check: Check) -> str:
    told = str(check.message or "") if check.outcome is not Outcome.FAULT else ""
    lines = [line.removeprefix("E").strip() for line in check.detail.splitlines() if line.startswith("E ")]
    text = told or " ".join(lines) or check.detail.strip()
    return f"the check does not hold for the master ({check.outcome}): {text}"[:MOST_REASON].strip()
