"""The pytest plugin: grader modules under ``graders/<assignment>/`` judge a notebook.

``pytest graders/hw1 --notebook FILE`` prepares the notebook itself (see ``standalone``); the pipeline hands a
:class:`GradingPlugin` with runs that are ready to ``pytest.main``. Modules run in the notebook's order, each on the
state that the notebook has at its grade cell. Nothing here touches test files outside ``graders``.
"""

from __future__ import annotations

import contextlib
import inspect
import sys
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from examiner.grading import fixtures, messages, outcomes
from examiner.grading.author import approx
from examiner.grading.collecting import (
    SHARE,
    GraderItem,
    case_title,
    check_graders,
    graders_folder,
    graders_folders,
    syntax_error_in,
    title_line,
)
from examiner.grading.declared import MARK
from examiner.grading.errors import OutOfPatience, StudentError
from examiner.grading.helpers import Helpers
from examiner.grading.hints import Made, keeping_hints
from examiner.grading.measuring import Measurements, recording
from examiner.grading.patience import Patience, first_line, line_of
from examiner.grading.repeatable import repeatable
from examiner.grading.run import GradingRun
from examiner.grading.sharing import Shared, is_shared, keeping_what_it_raises
from examiner.model import Outcome, Sums, Text

NAME = "examiner-grading"  # of the session's plugin object


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--notebook`` and ``--no-box``."""
    group = parser.getgroup("examiner", "grading notebooks")
    group.addoption("--notebook", metavar="FILE", help="grade this notebook (default: the master)")
    group.addoption("--no-box", action="store_true", help="run student code WITHOUT isolation")


def pytest_configure(config: pytest.Config) -> None:
    """Give the session its own plugin object."""
    config.pluginmanager.register(GradingPlugin(), NAME)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take it away, and release what ``standalone`` prepared."""
    plugin = config.pluginmanager.get_plugin(NAME)
    if isinstance(plugin, GradingPlugin):
        config.pluginmanager.unregister(plugin)
        plugin.close()


@dataclass
class RunningCheck:
    """The test that is running."""

    run: GradingRun
    measurements: Measurements
    patience: Patience
    comparison: Text | None = None  # the last one that did not hold, in the student's words
    recorded: bool = False


class GradingPlugin:
    """What one pytest session knows of the notebooks that it judges.

    Parameters
    ----------
    *runs : GradingRun
        Those that are ready: ``pytest.main(..., plugins=[GradingPlugin(run)])``. Others are prepared when graders
        are collected for which there is none.
    """

    def __init__(self, *runs: GradingRun) -> None:
        self._runs = {run.graders.resolve(): run for run in runs}
        self._prepared = contextlib.ExitStack()
        self._check: RunningCheck | None = None
        self._hints: Made = {}
        self._helpers, self._shared = Helpers(), Shared()

    def pytest_configure(self, config: pytest.Config) -> None:
        """Make the mark known that says which demands a check stands for, and what checks are given."""
        if not config.pluginmanager.is_registered(fixtures):
            config.pluginmanager.register(fixtures)
        config.addinivalue_line("markers", f"{MARK}(*ids): the demands of the task's table that a check stands for")

    def pytest_sessionstart(self) -> None:
        """Find the modules that graders share."""
        self._helpers.start()

    def pytest_sessionfinish(self) -> None:
        """Find and keep them no longer."""
        self._helpers.stop()

    def close(self) -> None:
        """End what was started for this session alone."""
        self._prepared.close()

    def _run_of(self, item: pytest.Item) -> GradingRun | None:
        """Return the run that a test belongs to, None for a test that is no grader."""
        folder = graders_folder(item.path)
        return self._runs.get(folder) if folder is not None else None

    # -- collection -----------------------------------------------------------------------------------

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Check graders against their grade cells, share out points, and put modules in notebook order."""
        folders = {folder for item in items if (folder := graders_folder(item.path)) is not None}
        for folder in sorted(folders - set(self._runs)):
            from examiner.grading import standalone

            self._runs[folder] = standalone.prepare(config, folder, self._prepared)
        config.stash.setdefault(fixtures.RUNS, {}).update(self._runs)
        graders = [GraderItem(item, run) for item in items if (run := self._run_of(item)) is not None]
        check_graders(graders, whole=not any("::" in argument for argument in config.args))
        items.sort(key=self._place)

    def _place(self, item: pytest.Item) -> tuple[str, int]:
        run = self._run_of(item)
        if run is None:
            return "", 0  # the sort is stable: other tests keep their order
        cell = run.cells.get(run.grade_id_of(item.path))
        return str(item.path.parent), cell.index if cell else -1

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Import grader modules under our settings of Hypothesis; the hints that they make on the way count later."""
        self._helpers.serve(graders_folders(collector.path))
        with _settings_for(collector), keeping_hints(self._hints) as self._hints:
            return (yield)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Take note of a grader module that cannot be imported."""
        if report.failed and report.fspath:
            path = Path(report.fspath)
            for run in self._runs.values():
                if path.parent.name == run.graders.name and (cell := run.grade_id_of(path)) in run.cells:
                    first = syntax_error_in(report.longreprtext) or f"{path}:"
                    run.results.problems[cell] = f"{first}\n{report.longreprtext}"

    # -- judging --------------------------------------------------------------------------------------

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Give each check a record of its own, and our settings of Hypothesis."""
        run = self._run_of(item)
        with _settings_for(item), keeping_hints(self._hints), recording() as measurements:
            self._check = RunningCheck(run, measurements, Patience(run.running.budget)) if run is not None else None
            try:
                return (yield)
            finally:
                self._check = None
                if run is not None:
                    run.trail.at("")
                    _let_go_of_the_last_failure()

    @pytest.hookimpl(wrapper=True, trylast=True)  # what pytest's own hooks undo afterwards they have done by now
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, object, object]:
        """Give each check a clean slate and its own time limit; bound what its fixtures do on this side."""
        if self._check is not None and isinstance(item, pytest.Function):
            seconds = getattr(item.function, "examiner_seconds", None)
            run, name = self._check.run, f"{item.path.stem}::{item.name}"
            run.wall.begin_check(seconds, name)
            self._shared.begin(item, run.wall)
            place = f"{run.notebook_name}/{name}"
            run.trail.at(place)
            if run.trail.is_deadly(place):
                raise OutOfPatience(run.running.budget.limits.text("check_seconds"))
        with self._patience():
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
    ) -> Generator[None, object, object]:
        """Make what checks share apart from the check that happens to come first; have pytest keep how any ended."""
        if self._check is None:
            return (yield)
        with contextlib.ExitStack() as stack:
            stack.enter_context(keeping_what_it_raises(fixturedef, request))
            if is_shared(fixturedef):
                stack.enter_context(self._check.patience.aside())
                stack.enter_context(self._shared.making(fixturedef, request, self._check.run.wall))
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Generator[None, object, object]:
        """Bound what the test itself does on this side."""
        with self._patience():
            return (yield)

    def _patience(self) -> contextlib.AbstractContextManager[None]:
        return self._check.patience.lasting() if self._check is not None else contextlib.nullcontext()

    def pytest_assertrepr_compare(self, op: str, left: Any, right: Any) -> list[str] | None:
        """Keep a failing comparison in the student's words; show ``approx`` ones that way to staff too."""
        if self._check is not None:
            text = self._check.comparison = messages.compared(op, left, right)
            if isinstance(right, approx) or isinstance(left, approx):
                return [f"{left!r} {op} {right!r}", str(text)]
        return None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Record the check that a test stands for."""
        report = yield
        error = call.excinfo.value if call.excinfo is not None else None
        if self._check is not None and not self._check.recorded and (call.when == "call" or error is not None):
            self._check.recorded = True
            self._record(self._check, item, call, error, report)
        return report

    def _record(
        self,
        running: RunningCheck,
        item: pytest.Item,
        call: pytest.CallInfo[None],
        error: BaseException | None,
        report: pytest.TestReport,
    ) -> None:
        run, grade_id, raised = running.run, running.run.grade_id_of(item.path), error
        error = run.blamed(error) or error
        if isinstance(error, OutOfPatience) and not run.of_master:
            error.line = line_of(error, run.graders) or _line_of_test(item)
        if isinstance(error, StudentError) and error.traceback:
            report.sections.append(("the student's traceback", error.traceback))
        function, missed = getattr(item, "function", None), running.measurements.missed
        check = outcomes.make_check(
            item.name,
            case_title(item, title_line(getattr(function, "__doc__", None), item.name)),
            item.stash.get(SHARE, 0.0),
            error,
            running.comparison,
            report.longreprtext,
            call.duration,
            missed.text() if missed is not None else None,
            messages.seen(run.wall.printed, run.wall.drawn),
        )
        if check.outcome is not Outcome.FAULT:
            check = self._shared.told(check, raised)
        run.results.checks.setdefault(grade_id, []).append(check)
        run.results.measured[grade_id, item.name] = running.measurements.made

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say the score under an ordinary run."""
        for run in self._runs.values():
            terminalreporter.section(f"score of {run.assignment}")
            judged = [task for task in run.tasks() if task.checks]
            for task in judged:
                score = "fault" if task.score is None else f"{task.score:g}"
                terminalreporter.write_line(f"{score:>6} / {task.max_score:<4g} {task.task}")
            sums = Sums.of(judged)
            terminalreporter.write_line(f"{sums.score or 0:>6g} / {sums.max_score:<4g} in all")


def _let_go_of_the_last_failure() -> None:
    """Drop what pytest keeps for a debugger: the frames in it hold all that the check was given."""
    for name in ("last_exc", "last_type", "last_value", "last_traceback"):
        vars(sys).pop(name, None)


def _settings_for(node: pytest.Item | pytest.Collector) -> contextlib.AbstractContextManager[None]:
    ours = node.path.suffix == ".py" and graders_folder(node.path) is not None
    return repeatable(node.path) if ours else contextlib.nullcontext()


def _line_of_test(item: pytest.Item) -> str:
    return first_line(inspect.unwrap(item.function).__code__) if isinstance(item, pytest.Function) else ""
