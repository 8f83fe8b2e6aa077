"""Without graders the hidden tests run in the student's process; no page shows what it read there."""

from __future__ import annotations

import shutil

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from nbgrader.utils import compute_checksum
from tests.conftest import cell_of

from examiner.batch.runner import Batch
from examiner.feedback.publish import feedback

CANARY = "canary-of-the-hidden-test"
HIDDEN = f"\n### BEGIN HIDDEN TESTS\nassert double(7) == 14, 'told {CANARY}'  # {CANARY}\n### END HIDDEN TESTS"
THIEF = """
seen = []
def watch(lines):
    seen.extend(lines)
    return ["print('reached')\\n"] if any("assert" in line for line in lines) else lines
get_ipython().input_transformers_post.append(watch)
def double(x): return 3 * x
"""


@pytest.fixture
def course(mini):
    """The small course without graders, with a hidden test."""
    shutil.rmtree(mini.root / "graders")
    master = mini.root / "source/mini/mini.ipynb"
    notebook = nbformat.read(master, as_version=4)
    cell_of(notebook, "test_double").source += HIDDEN
    nbformat.write(notebook, master)
    return mini


def shows(notebook) -> None:
    notebook.cells.append(new_code_cell("print(seen)", id="shows"))


def test_a_student_reads_nothing_of_a_hidden_test(course, server) -> None:
    course.submit("thief", shows, double=THIEF)
    course.submit("wrong", double="def double(x): return 4 if x == 2 else 0")
    course.submit("right")
    batch = Batch(course.course, "mini", jobs=1, server=server)
    assert "no graders: its tests run in the student's process" in batch.warnings[0]
    found = {report.student: report for report in batch.run(batch.students())}
    assert {name: report.score for name, report in found.items()} == {
        "thief": 5,
        "wrong": 5,
        "right": 10,
    }  # its other task waits
    assert all(report.tests_inside for report in found.values())
    check = found["wrong"].tasks[0].checks[0]
    assert check.message is not None and check.message.en == "hidden tests did not pass"
    assert CANARY in check.detail
    feedback(course.course, "mini")
    for student in found:
        for step in ("autograded", "feedback"):
            texts = [p.read_text() for p in (course.root / step / student / "mini").iterdir()]
            assert texts and not [text for text in texts if CANARY in text]
    graded = nbformat.read(course.root / "autograded/right/mini/mini.ipynb", as_version=4)
    tests = [cell_of(graded, name) for name in ("test_double", "test_greet")]
    assert [cell.metadata.nbgrader.checksum for cell in tests] == list(map(compute_checksum, tests))
    thief = (course.root / "autograded/thief/mini/mini.ipynb").read_text()
    assert "assert double(2) == 4" in thief and "reached" in thief


def test_an_assignment_whose_tests_are_all_visible_runs_once(mini, server) -> None:
    shutil.rmtree(mini.root / "graders")
    mini.submit("ada", double="def double(x): return 3 * x")
    batch = Batch(mini.course, "mini", jobs=1, server=server)
    assert batch.loaded.books[0].visible == {}
    (report,) = batch.run(batch.students())
    assert report.score == 5 and "AssertionError" in str(report.tasks[0].checks[0].message)
