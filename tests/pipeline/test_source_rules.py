"""A rule on what the student wrote sees the files that were handed in with it, and not the course's own."""

from __future__ import annotations

import pytest
from tests.conftest import MiniCourse

from examiner import pipeline
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.pool import KernelPool
from examiner.model import Submission

GRADER = '''
    """Doubling"""
    from examiner import hint, points

    @points(5)
    def test_by_hand(student):
        """By hand"""
        assert not student.calls("sorted"), hint("Sort by hand")
        assert student.double(2) == 4
'''
HELPER = "def twice(x): return sorted([2 * x])[0]"


@pytest.mark.parametrize(("given", "outcome"), [(False, "failed"), (True, "passed")])
def test_a_module_that_was_handed_in_is_the_students_own_work(
    mini: MiniCourse, server: ForkServer, given: bool, outcome: str
) -> None:
    mini.grader("test_double", GRADER)
    folder = mini.submit("ada", double="from helper import twice\n\ndef double(x): return twice(x)").parent
    (folder / "helper.py").write_text(HELPER)
    if given:  # the course's copy is used
        (mini.root / "source/mini/helper.py").write_text(HELPER)
    loaded = pipeline.load_assignment(mini.course, "mini")
    pool = KernelPool(server, spare=0)
    (check,) = pipeline.grade(loaded, Submission("ada", "mini", folder), pool.session).report.tasks[0].checks
    assert (check.outcome, str(check.hint)) == (outcome, "None" if given else "Sort by hand")
