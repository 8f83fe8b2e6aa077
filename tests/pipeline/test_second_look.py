"""Without graders, a cell that passes only in the student's process brings no points before a person has looked."""

from __future__ import annotations

import shutil
from types import SimpleNamespace

import nbformat
import pytest
from tests.conftest import cell_of

from examiner.batch.runner import Batch
from examiner.grading.crosscheck import Followed
from examiner.model import CrossCheck, Outcome
from examiner.pipeline import assignment
from examiner.pipeline.second_look import Look

HIDDEN = "\n### BEGIN HIDDEN TESTS\nassert double(7) == 14\n### END HIDDEN TESTS"
FORGER = """
def drop(lines):
    return ["pass\\n"] if any("assert" in line for line in lines) else lines
get_ipython().input_transformers_post.append(drop)
"""
# A loop, functions as arguments, a global of the cell's that the answer reads, an exception, an object.
KINDS = """
import numpy as np
import pytest
from numpy.testing import assert_allclose
K = 3.0
def f(x):
    return x ** 2
for n in [1, 2]:
    assert double(n) == 2 * n
assert_allclose(slope(f, K), 6, atol=1e-3)
assert_allclose(slope(lambda x: K * x, 1.0), 3, atol=1e-3)
with pytest.raises(ValueError):
    double("x")
try:
    double("y")
except ValueError:
    pass
else:
    raise AssertionError
p = poly()
assert p(2) == 5 and len(p.coef) == 2
assert scaled(2) == 6
"""
ANSWER = """
import numpy as np
def double(x):
    if isinstance(x, str): raise ValueError("a number")
    return 2 * x
def slope(f, x):
    return (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
def poly():
    return np.polynomial.Polynomial([1, 2])
def scaled(x):
    return K * x
"""
# What an honest answer may give that arrives as something else: a subclass, a changed argument, a function that keeps
# one of the cell's, chance, and arrays of another order.
OTHERWISE = """
import numpy as np
assert tally("aab")["z"] == 0
v = [3, 1]
w = in_order(v)
assert v == [1, 3]
def f(x):
    return x ** 2
g = slope_of(f)
assert abs(g(3.0) - 6) < 1e-3
x = np.random.random()
assert lucky(x) > 0.5
assert w is v
"""
HONEST = """
import numpy as np
from collections import Counter
def tally(text):
    return Counter(text)
def in_order(values):
    values.sort()
    return values
def slope_of(f):
    return lambda x: (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
def lucky(x):
    return np.random.random() / 2 + 0.5000001
"""


@pytest.fixture
def course(mini):
    """The small course without graders, with a hidden test."""
    shutil.rmtree(mini.root / "graders")
    change(mini, cell_of(master(mini), "test_double").source + HIDDEN)
    return mini


def master(course):
    """Return the master notebook."""
    return nbformat.read(course.root / "source/mini/mini.ipynb", as_version=4)


def change(course, tests: str, answer: str | None = None) -> None:
    """Give the master another test cell, and another answer."""
    notebook = master(course)
    cell_of(notebook, "test_double").source = tests
    if answer is not None:
        cell_of(notebook, "double").source = answer
    nbformat.write(notebook, course.root / "source/mini/mini.ipynb")


def judged(course, server, **answers: str):
    """Return the reports on these answers, by student."""
    for student, answer in answers.items():
        course.submit(student, double=answer)
    batch = Batch(course.course, "mini", jobs=1, server=server)
    return {report.student: report for report in batch.run(batch.students())}


def first(report):
    """Return the check of the first task."""
    return report.tasks[0].checks[0]


def test_a_forger_gets_no_points_before_a_person_has_looked_and_no_honest_answer_waits(course, server) -> None:
    course.submit("forger with a wrong answer", double=f"{FORGER}def double(x): return 4")
    course.submit("right")
    found = judged(
        course,
        server,
        forger=FORGER,
        wrong="def double(x): return 4",
        counts="n = 0\ndef double(x):\n    global n\n    n += 1\n    return 2 * x",
        odd="def double(x): return 2 * x if x < 7 else 14.0",
    )
    scores = {name: [task.score for task in report.tasks] for name, report in found.items()}
    assert scores["forger"][0] is None and scores["forger with a wrong answer"][0] is None
    assert scores["right"] == scores["counts"] == scores["odd"] == [5, 5]
    assert scores["wrong"] == [0, 5]
    check = first(found["forger with a wrong answer"])
    assert check.outcome is Outcome.FAULT
    assert "line 3" in check.detail and "assert double(7) == 14" in check.detail
    assert "double(7)" not in str(check.message) and found["forger"].fault is not None
    assert first(found["right"]).crosscheck == CrossCheck(compared=2)
    assert check.crosscheck == CrossCheck(compared=2, disagreed=1)


def test_what_a_later_cell_makes_of_a_name_is_not_taken_for_what_an_earlier_test_saw(course, server) -> None:
    notebook = master(course)
    cell_of(notebook, "test_double").source = "out = double(3)\nassert out > 0"
    cell_of(notebook, "test_greet").source = "assert out == 6"
    nbformat.write(notebook, course.root / "source/mini/mini.ipynb")
    greet = "def double(x): return 99\ndef greet(name): return name"
    course.submit("other", greet=greet)
    (report,) = judged(course, server).values()
    assert [task.score for task in report.tasks] == [5, 5]
    assert [task.checks[0].crosscheck for task in report.tasks] == [CrossCheck(compared=1)] * 2


def test_loops_functions_globals_exceptions_and_objects_are_compared(course, server) -> None:
    change(course, KINDS, ANSWER)
    found = judged(
        course,
        server,
        right=ANSWER,
        other=ANSWER.replace("2 * x", "x + x").replace("K * x", "x * K"),
        wrong=ANSWER.replace("/ 2e-6", "/ 1e-6"),
        forger=ANSWER.replace("K * x", "7") + FORGER,
        patched=ANSWER.replace("/ 2e-6", "/ 1e-6") + "np.testing.assert_allclose = lambda *a, **k: None",
    )
    assert first(found["right"]).crosscheck == first(found["other"]).crosscheck == CrossCheck(compared=7)
    assert first(found["wrong"]).crosscheck == CrossCheck(compared=2) and found["wrong"].tasks[0].score == 0
    assert first(found["forger"]).crosscheck.disagreed == first(found["patched"]).crosscheck.disagreed == 1
    assert found["forger"].tasks[0].score is None and found["patched"].tasks[0].score is None


def test_nothing_is_concluded_where_an_honest_answer_may_come_out_otherwise(course, server) -> None:
    change(course, OTHERWISE, HONEST)
    found = judged(course, server, honest=HONEST)
    check = first(found["honest"])
    assert check.outcome is Outcome.PASSED and found["honest"].fault is None
    assert check.crosscheck.disagreed == check.crosscheck.only_on_master == 0
    assert check.crosscheck.compared + check.crosscheck.not_comparable == 5


def test_what_only_the_students_own_doing_keeps_from_being_compared_is_told(course, server) -> None:
    change(course, "assert double(2) == 4\nassert abs(double(-3)) == 6", "def double(x): return 2 * x")
    found = judged(
        course,
        server,
        names_chance=f"{FORGER}import random\ndef double(x): return 5",
        rebinds="abs = lambda x: 6\ndef double(x): return 4",
        equals="class Anything:\n    def __eq__(self, o): return True\n    def __abs__(self): return self\n"
        "def double(x): return Anything()",
        right="def double(x): return x + x",
    )
    counts = {name: first(report).crosscheck for name, report in found.items()}
    assert counts["right"] == CrossCheck(compared=2)
    assert counts["names_chance"].only_on_master == 2 and counts["equals"].only_on_master == 2
    assert counts["rebinds"] == CrossCheck(1, 1, 0, 1)
    assert found["equals"].crosscheck.only_on_master == 2


def test_another_code_of_the_cross_check_grades_again_where_there_are_no_graders(course, monkeypatch) -> None:
    before = assignment.load_assignment(course.course, "mini").fingerprint
    monkeypatch.setattr(assignment, "_crosscheck_version", lambda: "another")
    assert assignment.load_assignment(course.course, "mini").fingerprint != before
    (course.root / "graders/mini").mkdir(parents=True)
    course.grader("test_double", "def test_it(student): pass")
    with_graders = assignment.load_assignment(course.course, "mini").fingerprint
    monkeypatch.undo()
    assert assignment.load_assignment(course.course, "mini").fingerprint == with_graders


def test_who_hangs_in_one_cell_is_not_waited_for_in_the_others(monkeypatch) -> None:
    looked = []

    def follow(look, running, cell):
        looked.append(cell.index)
        return Followed(hung=True)

    cells = [SimpleNamespace(index=n, source="assert f() == 1") for n in range(5)]
    for name, stand_in in {
        "start": lambda look: SimpleNamespace(close=lambda: None),
        "follow": follow,
        "outcome": lambda look, cell: Outcome.PASSED,
        "tests": cells,
    }.items():
        monkeypatch.setattr(Look, name, stand_in)
    Look(None, None, None, {}, frozenset()).look_at_all(None)
    assert looked == [0, 0]  # in the state at the end, and in the one before it
