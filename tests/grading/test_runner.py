"""Graders in a pytest session of this process; none of these graders needs a kernel."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable

import pytest
from tests.conftest import MiniCourse, mini_master

from examiner.grading.execution import RunningNotebook
from examiner.grading.run import GradingRun
from examiner.grading.runner import run_graders
from examiner.grading.wall import Wall
from examiner.kernels.budget import Budget
from examiner.kernels.session import KernelSession
from examiner.model import Limits, Outcome, Task

GREET = "from examiner import points\n\n@points(5)\ndef test_b(): assert 1 == 1"


def no_kernel(budget: Budget) -> KernelSession:
    raise AssertionError("a kernel was asked for")


def no_seed(task: str, check: str) -> int:
    return 0


def judged(
    mini: MiniCourse, *options: str, seed: Callable[[str, str], int] = no_seed, folder: str = "mini"
) -> GradingRun:
    """Return a run once the course's graders have judged it."""
    running = RunningNotebook(mini_master(), {}, Budget(Limits()), no_kernel)
    graders = (mini.root / "graders" / folder).resolve()
    run = GradingRun("mini", "mini", graders, running, Wall(running), seed)
    run_graders(run, mini.root, options=options)
    return run


def task_of(run: GradingRun, name: str) -> Task:
    return next(task for task in run.tasks() if task.task == name)


@pytest.fixture
def course(mini: MiniCourse) -> MiniCourse:
    mini.grader("test_greet", GREET)
    return mini


@pytest.mark.parametrize("right", [True, False])
def test_a_hint_that_is_not_imported_is_a_fault_of_its_task_for_everybody(course: MiniCourse, right: bool) -> None:
    course.grader("test_double", f"from examiner import points\n@points(5)\ndef test_a(): assert {right}, hint('x')")
    run = judged(course)
    double = task_of(run, "double")
    assert [check.outcome for check in double.checks] == [Outcome.FAULT] and double.score is None
    assert "from examiner import hint" in double.checks[0].detail
    assert task_of(run, "greet").score == 5


def test_a_hint_at_the_top_of_a_module_is_a_hint_and_what_else_is_put_together_is_for_staff(course: MiniCourse) -> None:
    head = "from examiner import hint, points\nADVICE, OTHER = hint('Sort ' + 'first'), 'expected ' + '4711'\n"
    checks = ("a", "ADVICE"), ("b", "OTHER"), ("c", "f'expected {4711}'"), ("d", "'Sort first'")
    tests = (f"@points(1.25)\ndef test_{name}(): assert not OTHER, {text}\n" for name, text in checks)
    course.grader("test_double", head + "\n".join(tests))
    found = task_of(judged(course), "double").checks
    assert [str(check.hint) for check in found] == ["Sort first", "None", "None", "Sort first"]
    assert not [check for check in found if "4711" in str(check.message)] and "4711" in found[1].detail


MEASURING = """
from examiner import hint, points, reaches, stays_below

@points(2)
def test_a():
    assert reaches(0.97, 0.95) and stays_below(3, 4)

@points(3)
def test_b():
    assert reaches(0.91, 0.95), hint("more epochs")
"""


def test_measurements_belong_to_their_check_and_their_run(course: MiniCourse) -> None:
    course.grader("test_double", MEASURING)
    runs = [judged(course), judged(course)]
    for run in runs:
        values = {check: [m.value for m in made] for (_, check), made in run.results.measured.items() if made}
        assert values == {"test_a": [0.97, 3.0], "test_b": [0.91]}
        assert len(task_of(run, "greet").checks) == 1


def test_options_go_to_pytest_and_the_environment_stays_as_it_is(course: MiniCourse) -> None:
    course.grader("test_double", "from examiner import points\n@points(5)\ndef test_a(): assert False")
    before = {**os.environ, "PYTEST_CURRENT_TEST": ""}
    run = judged(course, "-x")
    assert task_of(run, "double").score == 0 and not task_of(run, "greet").checks[0].name.startswith("test_")
    assert {**os.environ, "PYTEST_CURRENT_TEST": ""} == before  # but for what pytest itself says there


def test_a_run_collects_no_garbage_of_its_own_accord(course: MiniCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    course.grader("test_double", "from examiner import points\n@points(5)\ndef test_a(student): pass")
    collected: list[int] = []
    monkeypatch.setattr(gc, "collect", lambda *_: collected.append(1))
    judged(course)
    assert collected == []


def test_a_run_in_a_run_leaves_the_outer_one_alone(course: MiniCourse) -> None:
    inner = course.root / "graders/inner"
    inner.mkdir()
    (inner / "test_double.py").write_text(MEASURING)
    (inner / "test_greet.py").write_text(GREET)
    found: list[GradingRun] = []

    def seed(task: str, check: str) -> int:
        found.append(judged(course, folder="inner"))
        return 0

    course.grader(
        "test_double",
        """
        from examiner import hint, points, reaches

        @points(5)
        def test_outer(request):
            measured = reaches(0.5, 0.6)
            good = bool(measured)
            request.getfixturevalue("rng")  # whose seed runs the inner session
            assert good, hint("more")
        """,
    )
    outer = judged(course, seed=seed)
    (check,) = task_of(outer, "double").checks
    assert (check.outcome, str(check.hint)) == (Outcome.FAILED, "more") and "0.5" in str(check.message)
    assert list(outer.results.measured) == [("test_double", "test_outer"), ("test_greet", "test_b")]
    assert task_of(found[0], "double").score == 2
