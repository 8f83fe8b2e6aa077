"""An object of the student's is given the grader's data in those checks only in which the master's is."""

from __future__ import annotations

from collections.abc import Iterator

import nbformat
import pytest
from tests.conftest import MiniCourse, cell_of, mini_master

from examiner import pipeline
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.pool import KernelPool
from examiner.model import Report, Submission, Verdict

ANSWER = """
class Interval:
    def __init__(self, low, high): self.low, self.high = low, high
    def __contains__(self, x): return self.low <= x <= self.high
    def __mul__(self, k): return Interval(k * self.low, k * self.high)

interval = Interval(0, 5)

def double(x): return f"twice {x} is {2 * x}"
"""
YES = """
class Yes:
    __contains__ = __eq__ = __ne__ = lambda self, x: True
    __mul__ = __sub__ = __rsub__ = lambda self, x: self
    __abs__ = lambda self: 0.0
    high = 0

interval = Yes()
def double(x): return Yes()
"""
GRADER = '''
    """Doubling"""
    from examiner import points

    @points(1)
    def test_inside(student):
        """Inside"""
        assert 3 in student.interval

    @points(1)
    def test_wider(student):
        """Wider"""
        assert (student.interval * 2).high == 10

    @points(1)
    def test_text(student):
        """The text"""
        assert "6" in student.double(3)

    @points(1)
    def test_equal(student):
        """The same text twice"""
        assert student.double(3) == student.double(2 + 1) != student.double(4)

    @points(1)
    def test_outside(student):
        """Outside"""
        assert 6 not in student.interval
'''


@pytest.fixture
def course(mini: MiniCourse) -> MiniCourse:
    """A course whose master has a class with operators of its own."""
    master = mini_master()
    cell_of(master, "double").source = f"### BEGIN SOLUTION\n{ANSWER.strip()}\n### END SOLUTION"
    nbformat.write(master, mini.root / "source/mini/mini.ipynb")
    mini.grader("test_double", GRADER)
    return mini


@pytest.fixture
def pool(server: ForkServer) -> Iterator[KernelPool]:
    """Kernels for the submissions and the master."""
    yield KernelPool(server, spare=0)


def graded(course: MiniCourse, pool: KernelPool, loaded: pipeline.LoadedAssignment, answer: str) -> Report:
    """Hand in an answer and grade it."""
    path = course.submit("ada", double=answer)
    return pipeline.grade(loaded, Submission("ada", "mini", path.parent), pool.session).report


def outcomes(report: Report) -> list[str]:
    """Return the outcomes of the first task's checks."""
    assert report.outcome is Verdict.GRADED
    return [check.outcome.value for check in report.tasks[0].checks]


def test_the_masters_objects_say_which_operators_are_the_students(course: MiniCourse, pool: KernelPool) -> None:
    loaded = pipeline.load_assignment(course.course, "mini")
    assert outcomes(graded(course, pool, loaded, "double = 3")) == ["raised", "raised", "failed", "failed", "raised"]
    assert loaded.books[0].mixing.known is None  # no need to judge the master so far
    assert outcomes(graded(course, pool, loaded, YES)) == ["passed", "failed", "failed", "failed", "failed"]
    assert loaded.books[0].mixing.known == {
        ("test_double::test_inside", "in"),
        ("test_double::test_outside", "in"),
        ("test_double::test_wider", "mul"),
    }
    assert outcomes(graded(course, pool, loaded, ANSWER)) == ["passed"] * 5


def test_a_master_that_cannot_be_judged_is_a_fault(course: MiniCourse, pool: KernelPool) -> None:
    loaded = pipeline.load_assignment(course.course, "mini")
    course.course.notebooks("mini")[0].write_text("{")
    report = graded(course, pool, loaded, YES)
    assert report.outcome is Verdict.FAULT and report.score is None
    assert outcomes(graded(course, pool, loaded, "double = 3"))[2] == "failed"  # nobody else needs the master
