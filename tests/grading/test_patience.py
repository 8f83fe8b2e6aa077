"""A grader that a student's value has run on and on costs that check, and nothing else."""

from __future__ import annotations

import gc
import resource
import signal
import time
from typing import Any

import pytest
from tests.conftest import MiniCourse
from tests.grading.giving import judged_tasks

from examiner.grading.errors import OutOfPatience
from examiner.grading.patience import Patience
from examiner.kernels.budget import Budget
from examiner.kernels.judging import PARTS
from examiner.model import Limits, Outcome, Task

SECONDS = 0.3
HEAD = "import itertools\nimport pytest\nfrom examiner import hint, points\n"


def judged(mini: MiniCourse, grader: str, value: Any) -> tuple[Task, Task]:
    """Return what becomes of the task with that grader, and of the one after it."""
    return judged_tasks(mini, HEAD + grader, value, Limits(check_seconds=SECONDS))


@pytest.mark.parametrize(
    "grader",
    [
        "@points(5)\ndef test_a(student):\n    for _ in range(student.f()): pass",
        "@points(5)\ndef test_a(student):\n    while student.f() > 1: pass",
        "@points(5)\ndef test_a(student):\n    assert sum(1 for _ in range(student.f())) == 3, hint('x')",
        "@points(5)\ndef test_a(student):\n    try:\n        while student.f(): pass\n    except Exception: pass",
        "@points(5)\ndef test_a(student):\n"
        "    while student.f():\n        try:\n            while True: pass\n        except: break\n    while True: pass",
        "@points(5)\ndef test_a(student):\n    with pytest.raises(ValueError):\n        while student.f(): pass",
        "@pytest.fixture\ndef slow(student):\n    while student.f(): pass\n\n@points(5)\ndef test_a(slow): pass",
        "from hypothesis import given, strategies as st\n\n"
        "@points(5)\n@given(st.integers())\ndef test_a(student, n):\n    while student.f(): pass",
    ],
)
def test_a_graders_loop_without_end_is_its_checks_failure(mini: MiniCourse, grader: str) -> None:
    timer, limits = signal.getsignal(signal.SIGPROF), resource.getrlimit(resource.RLIMIT_CPU)
    began = time.process_time()
    double, greet = judged(mini, grader, 6 * 10**12)
    (check,) = double.checks
    assert (check.outcome, check.points, check.hint) == (Outcome.TIMED_OUT, 0, None)
    assert "judging your answer took more than 0.3 s of CPU" in str(check.message)
    assert check.grader_line.startswith("test_double.py:") and "def " in check.grader_line
    assert (greet.score, double.score) == (5, 0)
    assert time.process_time() - began < 10
    assert (signal.getsignal(signal.SIGPROF), resource.getrlimit(resource.RLIMIT_CPU)) == (timer, limits)
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)


@pytest.mark.parametrize("scope", ["module", "function"])
def test_a_fixture_without_end_is_timed_out_in_every_check_that_uses_it(mini: MiniCourse, scope: str) -> None:
    grader = (
        f"@pytest.fixture(scope={scope!r})\ndef slow(student):\n    for _ in range(student.f()): pass\n\n"
        "@points(2)\ndef test_a(slow): pass\n\n@points(2)\ndef test_b(slow): pass\n\n@points(1)\ndef test_c(): pass"
    )
    double, greet = judged(mini, grader, 6 * 10**12)
    assert [check.outcome for check in double.checks] == [Outcome.TIMED_OUT, Outcome.TIMED_OUT, Outcome.PASSED]
    assert all(check.grader_line.startswith("test_double.py:") for check in double.checks[:2])
    assert ("same reason" in str(double.checks[1].message)) == (scope == "module")
    assert (double.score, greet.score) == (1, 5)


def test_a_check_that_failed_keeps_no_memory(mini: MiniCourse) -> None:
    grader = (
        "import gc, weakref\nkept = []\nclass Large: pass\n\n"
        "@points(2)\ndef test_a(student):\n    large = Large()\n    kept.append(weakref.ref(large))\n    assert student.f() == 1\n\n"
        "@points(3)\ndef test_b():\n    gc.collect()\n    assert kept[0]() is None"
    )
    gc.collect()
    gc.freeze()  # the check's own collection is not to look through all that tests have imported
    try:
        double, _ = judged(mini, grader, 2)
    finally:
        gc.unfreeze()
    assert [check.outcome for check in double.checks] == [Outcome.FAILED, Outcome.PASSED]


def test_who_has_used_up_much_still_has_a_part_for_each_check() -> None:
    budget = Budget(Limits(check_seconds=60, notebook_seconds=64))
    budget.judging.charge(63)
    assert budget.judging.seconds() == 60
    budget.judging.charge(2)
    assert budget.judging.seconds() == 64 / PARTS
    budget.start_over()
    assert budget.judging.seconds() == 60


def test_the_parts_of_a_check_have_one_allowance_and_another_timer_goes_on() -> None:
    patience = Patience(Budget(Limits(check_seconds=0.4)))
    signal.setitimer(signal.ITIMER_PROF, 1000)
    try:
        with patience.lasting():
            spend(0.3)
        with pytest.raises(OutOfPatience), patience.lasting():
            spend(0.3)
        assert 900 < signal.getitimer(signal.ITIMER_PROF)[0] < 999.7
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def spend(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
