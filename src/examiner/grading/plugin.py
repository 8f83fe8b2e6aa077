"""The pytest plugin: grader modules under ``graders/<assignment>/`` judge a notebook.

``pytest graders/hw1 --notebook FILE`` prepares the notebook itself (see ``standalone``); the pipeline hands in a
:class:`~examiner.grading.run.GradingRun` that is ready. Modules run in the notebook's order, each on the state
that the notebook has at its grade cell. Nothing here touches test files outside ``graders``.
"""

from __future__ import annotations

import contextlib
import difflib
from collections import Counter
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from examiner.grading import judge
from examiner.grading.author import approx, hint
from examiner.grading.errors import StudentError
from examiner.grading.repeatable import repeatable
from examiner.grading.run import GradingRun
from examiner.grading.student import Student

RUNS: pytest.StashKey[dict[Path, GradingRun]] = pytest.StashKey()
SHARE: pytest.StashKey[float] = pytest.StashKey()
COMPARISON: pytest.StashKey[str] = pytest.StashKey()
RECORDED: pytest.StashKey[bool] = pytest.StashKey()
MARKER = "nbgrader_config.py"  # the file at the root of a course
TOLERANCE = 1e-9


class Prepared:
    """Hands runs that are ready to a pytest session: ``pytest.main(..., plugins=[Prepared(run)])``."""

    def __init__(self, *runs: GradingRun) -> None:
        self.runs = {run.graders.resolve(): run for run in runs}

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Put the runs where the hooks find them."""
        config.stash[RUNS] = self.runs


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--notebook`` and ``--no-box``."""
    group = parser.getgroup("examiner", "grading notebooks")
    group.addoption("--notebook", metavar="FILE", help="grade this notebook (default: the master)")
    group.addoption("--no-box", action="store_true", help="run student code WITHOUT isolation")


def graders_folder(path: Path) -> Path | None:
    """Return the folder ``graders/<assignment>`` that a test file belongs to, if any."""
    folder = path.parent
    if folder.parent.name == "graders" and (folder.parent.parent / MARKER).exists():
        return folder.resolve()
    return None


def run_of(item: pytest.Item) -> GradingRun | None:
    """Return the run that a test belongs to, None for a test that is no grader."""
    folder = graders_folder(item.path)
    return item.config.stash.get(RUNS, {}).get(folder) if folder is not None else None


# -- collection ---------------------------------------------------------------------------------------


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Check graders against their grade cells, share out points, and put modules in notebook order."""
    runs = config.stash.setdefault(RUNS, {})
    folders = {folder for item in items if (folder := graders_folder(item.path)) is not None}
    for folder in sorted(folders - set(runs)):
        from examiner.grading import standalone

        runs[folder] = standalone.prepare(config, folder)
    whole = not any("::" in argument for argument in config.args)
    for item in items:
        run = run_of(item)
        if run is not None and isinstance(item, pytest.Function):
            vars(item.module).setdefault("hint", hint)
            run.titles.setdefault(item.path.stem, _first_line(item.module.__doc__, item.path.stem))
    _share_points(items)
    if whole:
        _check_points(items)
    items.sort(key=_place)


def _place(item: pytest.Item) -> tuple[str, int]:
    run = run_of(item)
    if run is None:
        return "", 0  # the sort is stable: other tests keep their order
    cell = run.cells.get(item.path.stem)
    return str(item.path.parent), cell.index if cell else -1


def _share_points(items: list[pytest.Item]) -> None:
    graders = [item for item in items if run_of(item) is not None and isinstance(item, pytest.Function)]
    cases = Counter((item.path, item.originalname) for item in graders)
    for item in graders:
        run = run_of(item)
        assert run is not None
        cell = item.path.stem
        if cell not in run.cells:
            near = difflib.get_close_matches(cell, run.cells, n=1)
            _refuse(run, item, f"no grade cell {cell!r} in the notebook" + (f"; meant {near[0]!r}?" if near else ""))
        points = getattr(item.function, "examiner_points", None)
        if points is None:
            _refuse(run, item, f"{item.originalname} has no @points; write @points(0) if it carries none")
            points = 0.0
        item.stash[SHARE] = points / cases[item.path, item.originalname]


def _check_points(items: list[pytest.Item]) -> None:
    """Refuse grader modules whose points do not sum to their grade cell's."""
    sums: dict[tuple[Path, str], float] = {}
    samples: dict[tuple[Path, str], pytest.Item] = {}
    for item in items:
        if run_of(item) is not None:
            key = (item.path, item.path.stem)
            sums[key] = sums.get(key, 0.0) + item.stash.get(SHARE, 0.0)
            samples[key] = item
    for key, total in sums.items():
        run = run_of(samples[key])
        assert run is not None
        cell = run.cells.get(key[1])
        if cell is not None and abs(total - cell.points) > TOLERANCE:
            _refuse(run, samples[key], f"its tests carry {total:g} points, the grade cell {cell.points:g}")


def _refuse(run: GradingRun, item: pytest.Item, what: str) -> None:
    """Stop on a grader that cannot be used; in a prepared run, spoil only its own task."""
    text = f"{item.path}: {what}"
    if run.strict:
        raise pytest.UsageError(text)
    run.problems.setdefault(item.path.stem, text)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Import grader modules under our settings of Hypothesis."""
    with _settings_for(collector):
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Run their tests so, too."""
    with _settings_for(item):
        return (yield)


def _settings_for(node: pytest.Item | pytest.Collector) -> contextlib.AbstractContextManager[None]:
    ours = node.path.suffix == ".py" and graders_folder(node.path) is not None
    return repeatable(node.path) if ours else contextlib.nullcontext()


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Take note of a grader module that cannot be imported."""
    if report.failed and report.fspath:
        for run in _active:
            path = Path(report.fspath)
            if path.stem in run.cells:
                run.problems[path.stem] = f"{path}: {report.longreprtext}"


_active: list[GradingRun] = []


def pytest_sessionstart(session: pytest.Session) -> None:
    """Remember which runs this session is for."""
    _active[:] = session.config.stash.get(RUNS, {}).values()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Release what ``standalone`` prepared."""
    _active.clear()
    for run in config.stash.get(RUNS, {}).values():
        if run.strict:
            run.close()


# -- fixtures -----------------------------------------------------------------------------------------


@pytest.fixture
def student(request: pytest.FixtureRequest) -> Student:
    """The student's notebook at this module's grade cell."""
    run = _required_run(request)
    return Student(run.wall, run.segment(request.path.stem))


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """Random numbers for hidden inputs: the same for a regrade, not to be foreseen by anybody."""
    return np.random.default_rng(_required_run(request).seed(request.path.stem, request.node.name))


@pytest.fixture
def hidden(request: pytest.FixtureRequest) -> Path:
    """The folder of hidden data, ``graders/<assignment>/data``."""
    return _required_run(request).graders / "data"


def _required_run(request: pytest.FixtureRequest) -> GradingRun:
    run = run_of(request.node)
    if run is None:
        raise pytest.UsageError(f"{request.path}: no grader module of a course (graders/<assignment>/test_<task>.py)")
    return run


# -- judging ------------------------------------------------------------------------------------------


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Give each check a clean slate and its own time limit."""
    run = run_of(item)
    if run is not None and isinstance(item, pytest.Function):
        item.stash[COMPARISON] = ""
        run.current = item
        run.wall.begin_check(getattr(item.function, "examiner_seconds", None))


def pytest_assertrepr_compare(config: pytest.Config, op: str, left: Any, right: Any) -> list[str] | None:
    """Keep a failing comparison in the student's words; show ``approx`` ones that way to staff too."""
    for run in config.stash.get(RUNS, {}).values():
        if run.current is not None:
            text = judge.compared(op, left, right)
            run.current.stash[COMPARISON] = text
            if isinstance(right, approx) or isinstance(left, approx):
                return [f"{left!r} {op} {right!r}", text]
    return None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Record the check that a test stands for."""
    report = yield
    run = run_of(item)
    error = call.excinfo.value if call.excinfo is not None else None
    if run is None or item.stash.get(RECORDED, False) or (call.when != "call" and error is None):
        return report
    item.stash[RECORDED] = True
    error = judge.misuse(error, run.wall.received) or error
    if isinstance(error, StudentError) and error.traceback:
        report.sections.append(("the student's traceback", error.traceback))
    function = getattr(item, "function", None)
    check = judge.make_check(
        item.name,
        _case_title(item, _first_line(getattr(function, "__doc__", None), item.name)),
        item.stash.get(SHARE, 0.0),
        error,
        item.stash.get(COMPARISON, ""),
        report.longreprtext,
        call.duration,
    )
    run.checks.setdefault(item.path.stem, []).append(check)
    return report


def _case_title(item: pytest.Item, title: str) -> str:
    case = getattr(item, "callspec", None)
    return f"{title} [{case.id}]" if case is not None else title


def _first_line(text: str | None, otherwise: str) -> str:
    lines = (text or "").strip().splitlines()
    return lines[0].strip() if lines else otherwise


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say the score under an ordinary run."""
    for run in config.stash.get(RUNS, {}).values():
        terminalreporter.section(f"score of {run.assignment}")
        for task in run.tasks():
            if task.checks:
                score = "fault" if task.score is None else f"{task.score:g}"
                terminalreporter.write_line(f"{score:>6} / {task.max_score:<4g} {task.task}")
        judged = [task for task in run.tasks() if task.checks]
        total = sum(task.score or 0 for task in judged)
        terminalreporter.write_line(f"{total:>6g} / {sum(task.max_score for task in judged):<4g} in all")
