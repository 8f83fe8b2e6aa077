"""Judging a value as the wall gives it, without a kernel."""

from __future__ import annotations

from typing import Any

from tests.conftest import MiniCourse, mini_master

from examiner.grading.execution import RunningNotebook
from examiner.grading.run import GradingRun
from examiner.grading.runner import run_graders
from examiner.grading.wall import Wall
from examiner.kernels.budget import Budget
from examiner.kernels.session import KernelSession
from examiner.model import Limits, Task

GREET = "from examiner import points\n\n@points(5)\ndef test_b(): assert 1 == 1"


class Giving(Wall):
    """A wall behind which every function returns the same value."""

    def __init__(self, notebook: RunningNotebook, value: Any) -> None:
        super().__init__(notebook)
        self.value = value

    def request(self, op: str, target: dict[str, Any] | None = None, value: Any = None) -> Any:
        def function(*args: object) -> Any:
            self.received.append(self.value)
            return self.value

        return function


def no_kernel(budget: Budget) -> KernelSession:
    raise AssertionError("a kernel was asked for")


def judged_tasks(
    mini: MiniCourse, grader: str, value: Any, limits: Limits, *, of_master: bool = False
) -> tuple[Task, Task]:
    """Return what becomes of the task with that grader, whose student's functions return ``value``, and of the next."""
    mini.grader("test_double", grader)
    mini.grader("test_greet", GREET)
    notebook = mini_master()
    for cell in notebook.cells:
        cell.source = ""
    running = RunningNotebook(notebook, {}, Budget(limits), no_kernel)
    graders = (mini.root / "graders/mini").resolve()
    run = GradingRun("mini", "mini", graders, running, Giving(running, value), lambda *_: 0, of_master=of_master)
    run_graders(run, mini.root)
    double, greet = run.tasks()
    return double, greet
