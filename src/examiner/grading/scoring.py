"""Judges one executed notebook: by our graders through pytest, or as nbgrader does where there are none."""

from __future__ import annotations

import contextlib
import copy
import io
import os
import sys
from pathlib import Path

import pytest

from examiner.grading import plugin
from examiner.grading.author import say
from examiner.grading.errors import NeverRan, StudentCrash, StudentError, StudentFault, StudentTimeout
from examiner.grading.run import GradingRun
from examiner.model import Check, Outcome
from examiner.model.cells import Cell

OPTIONS = ("-q", "--import-mode=importlib", "--continue-on-collection-errors", "-p", "no:cacheprovider", "--tb=short")
GOOD_EXITS = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)


class GraderProblem(Exception):
    """The graders as a whole could not be run; the text is for staff."""


def run_graders(run: GradingRun, course_root: Path, only: tuple[str, ...] = ()) -> None:
    """Run the grader modules of one assignment in a pytest session of this process.

    Parameters
    ----------
    run : GradingRun
        Filled with checks.
    course_root : Path
        pytest's rootdir.
    only : tuple of str
        Grade ids to judge; empty: all.

    Raises
    ------
    GraderProblem
        If pytest itself failed.
    """
    targets = [str(run.graders / f"{name}.py") for name in only] or [str(run.graders)]
    arguments = [*targets, *OPTIONS, "-c", os.devnull, f"--rootdir={course_root}"]
    output = io.StringIO()
    # Plugins that happen to be installed must not change marks: ours is named, the rest stays out.
    with _environment("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1"), contextlib.redirect_stdout(output):
        try:
            code = pytest.main([*arguments, "-p", "examiner.grading.plugin"], plugins=[plugin.Prepared(run)])
        finally:
            _forget_modules(run.graders)
    if code not in GOOD_EXITS and not run.problems:
        raise GraderProblem(f"pytest ended with {code!r}:\n{output.getvalue()[-4000:]}")
    for cell in run.cells.values():
        judged = cell.grade_id in run.checks or cell.grade_id in run.problems
        if not judged and not cell.is_manual and not only:
            run.problems[cell.grade_id] = f"there is no grader {run.graders / cell.grade_id}.py"


@contextlib.contextmanager
def _environment(name: str, value: str):  # type: ignore[no-untyped-def]  # a generator of nothing
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        os.environ.pop(name) if before is None else os.environ.update({name: before})


def _forget_modules(folder: Path) -> None:
    """Drop the grader modules, so that nothing of one submission is left for the next."""
    inside = [n for n, m in sys.modules.items() if str(getattr(m, "__file__", None) or "").startswith(f"{folder}/")]
    for name in inside:
        del sys.modules[name]


def score_like_nbgrader(run: GradingRun) -> None:
    """Score each grade cell by its own asserts: all of its points unless it raised.

    A cell whose last value is a number gets that many points, as in nbgrader. Text on stderr costs nothing.
    """
    run.running.run_all()
    for cell in run.cells.values():
        if cell.is_manual:
            continue
        run.segment(cell.grade_id)
        run.checks[cell.grade_id] = [_cell_check(run, cell)]


def _cell_check(run: GradingRun, cell: Cell) -> Check:
    from nbgrader.utils import determine_grade  # takes seconds to import, and most assignments have graders

    node = copy.deepcopy(run.running.notebook.cells[cell.index])
    ran = run.running.runs.get(cell.index)
    failure = ran.failure if ran is not None else None
    node.outputs = [
        output
        for output in (ran.result.outputs if ran is not None else [])
        if not (output.output_type == "stream" and output.name == "stderr")
    ]
    points, most = determine_grade(node) if failure is None else (0.0, cell.points)
    points = min(max(float(points or 0.0), 0.0), float(most))
    outcome = _outcome(failure) if failure is not None else Outcome.PASSED
    if outcome is Outcome.PASSED and points < most:
        outcome = Outcome.FAILED
    title = say("儲存格中的測試", "the tests in the cell")
    message = "" if failure is None else str(failure)
    trace = failure.traceback if isinstance(failure, StudentError) else ""
    return Check(cell.grade_id, title, outcome, points, float(most), message=message, detail=trace)


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
