"""What the tests of grading share: a notebook of one answer cell in a real kernel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from examiner.grading.execution import RunningNotebook
from examiner.grading.run import GradingRun
from examiner.grading.student import Student
from examiner.grading.wall import Wall
from examiner.kernels.budget import Budget
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.pool import KernelPool
from examiner.model import Limits

LIMITS = Limits(cell_seconds=10, call_seconds=1, memory_mib=256, reply_mib=8, check_mib=64, wall_factor=30)
Maker = Callable[..., Student]  # of the answer cell's text and, if need be, limits


@pytest.fixture
def notebook(server: ForkServer) -> Iterator[Maker]:
    """Return a function that gives the ``student`` for a notebook of one answer cell."""
    pool, runs = KernelPool(server, spare=0), []

    def make(source: str, limits: Limits = LIMITS) -> Student:
        answer, grade = new_code_cell(source), new_code_cell("pass")
        answer.metadata["nbgrader"] = {"grade_id": "f", "solution": True, "grade": False}
        grade.metadata["nbgrader"] = {"grade_id": "test_f", "solution": False, "grade": True, "points": 1}
        running = RunningNotebook(new_notebook(cells=[answer, grade]), {}, Budget(limits), pool.session)
        run = GradingRun("a", "a", Path(), running, Wall(running), lambda task, check: 0)
        runs.append(running)
        return Student(run.wall, run.segment("test_f"))

    yield make
    for running in runs:
        running.close()
