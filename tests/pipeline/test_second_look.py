"""Without graders, a cell that passes only in the student's process brings no points before a person has looked."""

from __future__ import annotations

import shutil

import nbformat
import pytest
from tests.conftest import cell_of

from examiner.batch.runner import Batch
from examiner.model import Outcome

HIDDEN = "\n### BEGIN HIDDEN TESTS\nassert double(7) == 14\n### END HIDDEN TESTS"
FORGER = """
def drop(lines):
    return ["pass\\n"] if any("assert" in line for line in lines) else lines
get_ipython().input_transformers_post.append(drop)
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


def test_a_forger_gets_no_points_before_a_person_has_looked_and_no_honest_answer_waits(course, server) -> None:
    course.submit("forger", double=FORGER)
    course.submit("forger with a wrong answer", double=f"{FORGER}def double(x): return 4")
    course.submit("right")
    course.submit("wrong", double="def double(x): return 4")
    course.submit("counts", double="n = 0\ndef double(x):\n    global n\n    n += 1\n    return 2 * x")
    course.submit("global of a test", double="def double(x): return 2 * x if x < 7 else 14.0")
    batch = Batch(course.course, "mini", jobs=1, server=server)
    found = {report.student: report for report in batch.run(batch.students())}
    scores = {name: [task.score for task in report.tasks] for name, report in found.items()}
    assert scores["forger"][0] is None and scores["forger with a wrong answer"][0] is None
    assert scores["right"] == scores["counts"] == scores["global of a test"] == [5, 5]
    assert scores["wrong"] == [0, 5]
    check = found["forger with a wrong answer"].tasks[0].checks[0]
    assert check.outcome is Outcome.FAULT
    assert "line 3" in check.detail and "assert double(7) == 14" in check.detail
    assert "double(7)" not in str(check.message) and found["forger"].fault is not None
    assert "2 compared, 0 not comparable, 0 disagreed" in found["right"].tasks[0].checks[0].detail
