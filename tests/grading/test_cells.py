"""How cells of a notebook end, as a student reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from examiner.grading import runner
from examiner.grading.execution import RunningNotebook
from examiner.grading.run import GradingRun
from examiner.grading.wall import Wall
from examiner.kernels.budget import Budget
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.pool import KernelPool
from examiner.model import Limits, Task

LIMITS = Limits(cell_seconds=10, call_seconds=1, memory_mib=256, reply_mib=8, wall_factor=30)
Scored = Callable[..., Task]


@pytest.fixture
def scored(server: ForkServer) -> Iterator[Scored]:
    """Return a function that scores a notebook of an answer cell and a test cell as nbgrader does."""
    pool, runs = KernelPool(server, spare=0), list[RunningNotebook]()

    def score(answer: str, test: str = "pass", tags: tuple[str, ...] = ()) -> Task:
        cells = [new_code_cell(answer), new_code_cell(test)]
        cells[0].metadata.update(tags=list(tags), nbgrader={"grade_id": "f", "solution": True, "grade": False})
        cells[1].metadata["nbgrader"] = {
            "grade_id": "test_f",
            "solution": False,
            "grade": True,
            "locked": True,
            "points": 4,
        }
        running = RunningNotebook(new_notebook(cells=cells), {}, Budget(LIMITS), pool.session)
        runs.append(running)
        run = GradingRun("a", "a", Path(), running, Wall(running), lambda task, check: 0)
        runner.score_like_nbgrader(run)
        return run.tasks()[0]

    yield score
    for running in runs:
        running.close()


def test_a_message_of_several_lines_is_told_from_the_first(scored: Scored) -> None:
    task = scored("x = 1", "raise ValueError('the first line\\n\\n   see https://example.org/help')")
    message = task.checks[0].message
    assert message is not None and message.en == "ValueError: the first line\n\n   see https://example.org/help"


@pytest.mark.parametrize("shown", ["2.5", "np.float64(2.5)", "np.float32(2.5)"])
def test_a_number_at_the_end_of_a_test_cell_is_so_many_points(scored: Scored, shown: str) -> None:
    assert scored("import numpy as np", shown).score == 2.5


def test_a_number_that_is_only_text_gives_no_part_of_the_points(scored: Scored) -> None:
    assert scored("import numpy as np", "'np.float64(2.5)'").score == 4


def test_a_cell_that_only_illustrates_is_not_run(scored: Scored) -> None:
    assert scored("boom = 1", "assert 'boom' not in globals()", ("skip-execution",)).score == 4
    assert scored("boom = 1", "assert 'boom' not in globals()").score == 0


def test_a_cell_that_needs_too_much_memory_is_told_the_limit(scored: Scored) -> None:
    error = scored("x = bytearray(10**11)").answer_error
    assert error is not None and "256 MiB" in error.en and "256 MiB" in error.zh and "bytearray(10**11)" in error.en


def test_input_at_the_top_of_a_cell_is_told_what_to_do(scored: Scored) -> None:
    error = scored("name = input('name? ')").answer_error
    assert error is not None and "give the value in the code" in error.en and "input('name? ')" in error.en


def test_a_mistake_of_syntax_names_the_line_and_no_file_that_nobody_knows(scored: Scored) -> None:
    message = scored("x = 1", "x = 2\nx = = 3").checks[0].message
    assert message is not None and message.en == "SyntaxError: invalid syntax (line 2)"
