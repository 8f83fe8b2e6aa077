"""Judges one executed notebook: by our graders through pytest, or as nbgrader does where there are none."""

from __future__ import annotations

import contextlib
import copy
import io
import os
import re
from pathlib import Path

import pytest

from examiner.course.drop_in import NUMBERS, STDERR
from examiner.course.graders import grader_of
from examiner.grading.errors import NeverRan, StudentCrash, StudentError, StudentFault, StudentTimeout
from examiner.grading.helpers import forget
from examiner.grading.messages import GRADERS_PROBLEM
from examiner.grading.plugin import GradingPlugin
from examiner.grading.run import GradingRun
from examiner.model import Check, Outcome, say
from examiner.model.cells import MISSING, Cell

OPTIONS = (
    "-q",
    "--import-mode=importlib",
    "--continue-on-collection-errors",
    "-p",
    "no:cacheprovider",
    "--tb=short",
    *("-p", "no:unraisableexception"),  # it collects garbage twice a run: whoever runs many knows when
    *("-W", "default"),  # a process in which warnings are errors must not give other marks
    "--disable-plugin-autoload",  # plugins that happen to be installed must not change marks: only ours is named
)
TESTS_IN_CELL = say("儲存格中的測試", "the tests in the cell")
ON_STDERR = say("測試時寫到 stderr，因此不計分", "the tests wrote to stderr, which costs the points of the cell")
NUMPYS_NUMBER = re.compile(r"np\.(?:float|u?int)\d+\(([^()]{1,100})\)")
GOOD_EXITS = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)


class GraderProblem(Exception):
    """The graders as a whole could not be run; the text is for staff."""


def run_graders(run: GradingRun, course_root: Path, only: tuple[str, ...] = (), options: tuple[str, ...] = ()) -> None:
    """Run the grader modules of one notebook in a pytest session of this process.

    Parameters
    ----------
    run : GradingRun
        Its results are filled with checks.
    course_root : Path
        pytest's rootdir.
    only : tuple of str
        Grade ids to judge; empty: all.
    options : tuple of str
        Further options of pytest's.

    Raises
    ------
    GraderProblem
        If pytest itself failed.
    """
    targets = [str(grader_of(run.graders, name)) for name in only] or [str(run.graders)]
    arguments = [*targets, *OPTIONS, *options, "-c", os.devnull, f"--rootdir={course_root}"]
    output, results = io.StringIO(), run.results
    with contextlib.redirect_stdout(output):
        try:
            code = pytest.main(arguments, plugins=[GradingPlugin(run)])
        finally:
            for folder in run.folders:
                forget(folder)
    if code not in GOOD_EXITS and not results.problems:
        raise GraderProblem(f"pytest ended with {code!r}:\n{output.getvalue()[-4000:]}")
    for cell in run.cells.values():
        judged = cell.grade_id in results.checks or cell.grade_id in results.problems
        if not judged and not cell.is_manual and not only:
            results.problems[cell.grade_id] = _without_checks(grader_of(run.graders, cell.grade_id))


def _without_checks(grader: Path) -> str:
    """Say why a grade cell was not judged though pytest has run."""
    if not grader.is_file():
        return f"there is no grader {grader}"
    text = grader.read_text(encoding="utf-8", errors="replace")
    return f"{grader} is empty" if not text.strip() else f"{grader} holds no check: no function named test_…"


def score_like_nbgrader(run: GradingRun) -> None:
    """Score each grade cell by its own asserts: all of its points unless it raised.

    A cell whose last value is a number gets that many points, as in nbgrader. Text on stderr costs nothing, and
    NumPy's numbers are numbers, unless the run's ways say otherwise.
    """
    run.running.run_all()
    for cell in run.cells.values():
        if cell.is_manual:
            continue
        run.segment(cell.grade_id)
        run.results.checks[cell.grade_id] = [_not_handed_in(cell) if MISSING in cell.tags else _cell_check(run, cell)]


def _not_handed_in(cell: Cell) -> Check:
    """Return what is known of a cell that stands for one that its student deleted: whether to look is a person's."""
    message = say("這個測試儲存格沒有交上來，由老師決定", "this cell of tests was not handed in; your teacher decides")
    return Check(cell.grade_id, TESTS_IN_CELL, Outcome.FAULT, 0.0, float(cell.points), message=message)


def _cell_check(run: GradingRun, cell: Cell) -> Check:
    from nbgrader.utils import determine_grade  # takes seconds to import, and most assignments have graders

    node = copy.deepcopy(run.running.notebook.cells[cell.index])
    ran = run.running.runs.get(cell.index)
    failure = ran.failure if ran is not None else None
    outputs = ran.result.outputs if ran is not None else []
    loud = [output for output in outputs if output.output_type == "stream" and output.name == "stderr"]
    node.outputs = [output for output in outputs if output not in loud or STDERR in run.ways]
    for output in node.outputs:
        if output.output_type == "execute_result" and NUMBERS not in run.ways:
            output.data = {**output.data, "text/plain": _without_numpys_type(output.data.get("text/plain", ""))}
    title, most = TESTS_IN_CELL, float(cell.points)
    try:
        points = float(determine_grade(node)[0] or 0.0) if failure is None else 0.0
    except (KeyError, ValueError) as error:  # a number beyond the cell's points: nbgrader gives up at it too
        return Check(cell.grade_id, title, Outcome.FAULT, 0.0, most, message=GRADERS_PROBLEM, detail=str(error))
    outcome = _outcome(failure) if failure is not None else Outcome.PASSED
    if outcome is Outcome.PASSED and points < most:
        outcome = Outcome.FAILED
    message = failure.text if failure is not None else ON_STDERR if loud and STDERR in run.ways else None
    trace = failure.traceback if isinstance(failure, StudentError) else ""
    return Check(cell.grade_id, title, outcome, points, most, message=message, detail=trace)


def _without_numpys_type(text: str) -> str:
    """Return a number as nbgrader reads it: NumPy 2 shows 2.5 as ``np.float64(2.5)``."""
    found = NUMPYS_NUMBER.fullmatch(text)
    return found[1] if found else text


def _outcome(failure: StudentFault) -> Outcome:
    match failure:
        case StudentTimeout():
            return Outcome.TIMED_OUT
        case StudentCrash():
            return Outcome.CRASHED
        case NeverRan():
            return Outcome.SKIPPED
        case StudentError(type_name="AssertionError"):
            return Outcome.FAILED
    return Outcome.RAISED
