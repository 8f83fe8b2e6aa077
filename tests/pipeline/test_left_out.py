"""Cells that marks do not depend on are not run, say so, and change no random number that is judged."""

from __future__ import annotations

from collections.abc import Callable

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from tests.conftest import MiniCourse, cell_of

from examiner import pipeline
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.pool import KernelPool
from examiner.model import Submission
from examiner.pipeline import Graded
from examiner.pipeline.assignment import LoadedNotebook

PICTURE = "import random\npicture = random.random()"
ANSWER = "import random\nchance = random.random()\n\ndef double(x):\n    return 2 * x + 0 * random.random()"
GRADER = '''
    """Doubling"""
    from examiner import points

    @points(5)
    def test_chance(student):
        """By chance"""
        assert student.double(2) == 4
        assert student.random.random() < 0, f"drawn: {student.chance} {student.random.random()}"
'''


def with_picture(notebook: NotebookNode) -> None:
    notebook.cells.insert(2, new_code_cell(PICTURE, id="picture", metadata={"tags": ["skip-execution"]}))


@pytest.fixture
def graded(mini: MiniCourse, server: ForkServer) -> Callable[..., Graded]:
    """Grades the small course, whose master has a picture with the tag and draws numbers in it."""
    master = mini.root / "source/mini/mini.ipynb"
    notebook = nbformat.read(master, 4)
    with_picture(notebook)
    cell_of(notebook, "test_double").source += f"\n{PICTURE}\nprint('checked')"
    nbformat.write(notebook, master)
    mini.grader("test_double", GRADER)

    def grade(edit: Callable[[NotebookNode], object] = lambda notebook: None) -> Graded:
        def changed(notebook: NotebookNode) -> None:
            with_picture(notebook)
            edit(notebook)

        folder = mini.submit("ada", changed, double=ANSWER).parent
        loaded, pool = pipeline.load_assignment(mini.course, "mini"), KernelPool(server, spare=0)
        return pipeline.grade(loaded, Submission("ada", "mini", folder), pool.session)

    return grade


def texts(graded: Graded, cell: int) -> str:
    outputs = graded.notebooks["mini"].cells[cell].outputs
    return " ".join(str(o.get("text") or o.data["text/plain"]) for o in outputs)


def judged(graded: Graded) -> str:
    """Return what the check saw."""
    (check,) = graded.report.tasks[0].checks
    assert check.outcome == "failed" and "drawn: 0." in check.detail
    return check.detail.split("drawn: ")[1].splitlines()[0]


def test_what_is_not_run_says_so_and_random_numbers_are_the_same(mini: MiniCourse, graded) -> None:
    without = graded()
    assert "This cell only illustrates; it is not run for grading." in texts(without, 2)
    assert "Self-checks are not run for grading." in texts(without, 4) and "checked" not in texts(without, 4)
    needed = graded(lambda notebook: notebook.cells.insert(3, new_code_cell("print(picture)")))
    assert texts(needed, 2) == "" and texts(needed, 3).startswith("0.") and "checked" not in texts(needed, 5)
    mini.configure("c.Examiner.run_self_checks = True")
    with_checks = graded()
    assert "checked" in texts(with_checks, 4) and "only illustrates" in texts(with_checks, 2)
    assert judged(without) == judged(needed) == judged(with_checks)
    assert len({one.report.key for one in (without, needed, with_checks)}) == 3


def test_what_is_drawn_behind_two_such_cells_differs(graded) -> None:
    def edit(notebook: NotebookNode) -> None:
        notebook.cells.append(new_code_cell("print(random.random())"))
        notebook.cells.insert(3, new_code_cell("import random\nprint(random.random())"))

    first, again = graded(edit), graded(edit)
    assert texts(first, 3).startswith("0.") and texts(first, 8).startswith("0.") and texts(first, 3) != texts(first, 8)
    assert [texts(first, 3), texts(first, 8)] == [texts(again, 3), texts(again, 8)]


def test_a_notebook_whose_cells_cannot_be_told_apart_is_a_fault_of_ours(graded, monkeypatch) -> None:
    def route(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(LoadedNotebook, "route", route)
    report = graded().report
    assert report.score is None and report.fault is not None and "too deep" in report.fault.detail


def test_code_of_the_students_in_such_a_cell_is_run_and_a_tag_of_theirs_does_not_count(graded) -> None:
    def edit(notebook: NotebookNode) -> None:
        notebook.cells[2].source += "\nprint('mine')"
        notebook.cells.insert(2, new_code_cell("print('own')", metadata={"tags": ["skip-execution"]}))
        cell_of(notebook, "double").metadata["tags"] = ["skip-execution"]

    found = graded(edit)
    assert "own" in texts(found, 2) and "mine" in texts(found, 3) and found.report.tasks[0].answered
    assert judged(found)
