"""Without graders, what a master's test cells are decides what they give: directives, numbers, open answers."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable

import nbformat
import pytest
from nbformat import NotebookNode
from tests.conftest import MiniCourse, cell_of
from tests.dropin.questions import AUTOTESTS

from examiner.batch.runner import Batch
from examiner.kernels.forkserver import ForkServer
from examiner.model import Outcome, Report

WRONG = "def double(x): return 3 * x"
Judge = Callable[..., dict[str, Report]]


@pytest.fixture
def judge(mini: MiniCourse, server: ForkServer) -> Judge:
    """Grades answers to the small course's first task; the master's test cell, or anything of it, is changed before."""
    shutil.rmtree(mini.root / "graders")
    place = mini.root / "source/mini/mini.ipynb"

    def judge(edit: Callable[[NotebookNode], object], **answers: str) -> dict[str, Report]:
        notebook = nbformat.read(place, as_version=4)
        edit(notebook)
        nbformat.write(notebook, place)
        for student, answer in answers.items():
            mini.submit(student, double=answer)
        batch = Batch(mini.course, "mini", jobs=1, server=server)
        return {report.student: report for report in batch.run(batch.students())}

    return judge


def with_test(source: str) -> Callable[[NotebookNode], object]:
    def edit(notebook: NotebookNode) -> None:
        cell_of(notebook, "test_double").source = source

    return edit


@pytest.mark.parametrize("folder", [".", "source/mini"])
def test_a_test_that_is_made_of_a_directive_is_judged(mini: MiniCourse, judge: Judge, folder: str) -> None:
    (mini.root / folder / "autotests.yml").write_text(AUTOTESTS)
    found = judge(with_test("### AUTOTEST double(3)"), right="def double(x): return x + x", wrong=WRONG)
    assert [found[name].tasks[0].score for name in ("right", "wrong")] == [5, 0]


def test_a_cell_that_comes_to_more_points_than_it_is_worth_waits_and_costs_nothing_else(judge: Judge) -> None:
    found = judge(with_test("double(1) * 2.5"), right="def double(x): return x + x", more="def double(x): return 9 * x")
    assert found["right"].tasks[0].score == 5 and found["more"].tasks[0].score is None
    assert "partial credit" in found["more"].tasks[0].checks[0].detail
    assert found["more"].tasks[1].score == 5


def test_a_master_that_comes_to_a_part_of_the_points_measures_as_it_was_written(judge: Judge) -> None:
    found = judge(
        with_test("double(1) * 1.5"), right="def double(x): return x + x", wrong="def double(x): return x / 2"
    )
    assert [found[name].tasks[0].score for name in ("right", "wrong")] == [3, 0.75]
    assert found["wrong"].fault is None


def test_a_master_without_answers_proves_nothing_and_its_tests_count(judge: Judge) -> None:
    def without(notebook: NotebookNode) -> None:
        cell_of(notebook, "double").source = "# YOUR CODE HERE\nraise NotImplementedError()"

    found = judge(without, right="def double(x): return x + x", wrong=WRONG)
    assert [found[name].tasks[0].score for name in ("right", "wrong")] == [5, 0]


def test_a_test_that_the_masters_answer_fails_gives_no_zero(judge: Judge) -> None:
    found = judge(
        with_test("assert double(3) == 7"), right="def double(x): return x + x", odd="def double(x): return 7"
    )
    assert found["right"].tasks[0].score is None and found["odd"].tasks[0].score == 5
    assert found["right"].tasks[0].outcome is Outcome.FAULT


@pytest.mark.parametrize("where", ["double", "test_double"])
def test_a_module_that_is_not_installed_is_named_and_the_cell_once(judge: Judge, where: str) -> None:
    def needs_it(notebook: NotebookNode) -> None:
        cell = cell_of(notebook, where)
        cell.source = f"import not_there as helper\n{cell.source}"
        cell_of(notebook, "test_double").source += "\nassert helper.twice(1) == double(1)"

    (report,) = judge(needs_it, right="def double(x): return x + x").values()
    (check,) = report.tasks[0].checks
    first = check.detail.splitlines()[0]
    assert re.fullmatch(
        r"test_double: raised on the master: its cell \d+ ends with "
        r"ModuleNotFoundError: No module named 'not_there'",
        first,
    )
    assert report.tasks[0].score is None and first in report.fault.detail
