"""A loop within C that a student's value makes endless costs the check it is in, through both doors."""

from __future__ import annotations

from pathlib import Path

import pytest

from examiner.batch.child import Child
from examiner.batch.runner import Batch
from examiner.batch.worker import Job
from examiner.grading.trail import MOST, Trail
from examiner.model import Outcome, Report
from examiner.pipeline import load_assignment

IN_C = '''
    """加倍 / Doubling"""
    from examiner import points

    @points(2)
    def test_one(student):
        """一個數 / One number"""
        assert student.double(3) > 0

    @points(3)
    def test_sum(student):
        """總和 / A sum"""
        assert sum(range(student.double(3))) == 15
'''


@pytest.fixture
def deadly(mini):
    """A course one of whose checks never ends for one of three students."""
    mini.grader("test_double", IN_C)
    mini.configure("c.Examiner.limits |= {'check_seconds': 0.5}")
    mini.submit("ada")
    mini.submit("bo", double="def double(x):\n    return 10**13")
    mini.submit("cy")
    return mini


def told(report: Report) -> list[tuple[str, Outcome, float]]:
    """Return what became of the checks."""
    return [(check.name, check.outcome, check.points) for task in report.tasks for check in task.checks]


def assert_one_check_is_lost(report: Report) -> None:
    """Assert that the check in which the process died is timed out, and nothing else."""
    one, two, *rest = told(report)
    assert (one, two) == (("test_one", Outcome.PASSED, 2), ("test_sum", Outcome.TIMED_OUT, 0))
    assert [outcome for _, outcome, _ in rest] == [Outcome.PASSED] * 3
    assert (report.fault, report.score) == (None, 7)
    check = report.tasks[0].checks[1]
    assert "judging your answer took more than 0.5 s of CPU" in str(check.message)
    assert check.grader_line.startswith("test_double.py:") and "def test_sum" in check.grader_line


def test_a_class_is_graded_and_only_the_deadly_check_is_lost(deadly, server) -> None:
    batch = Batch(deadly.course, "mini", jobs=2, server=server)
    reports = {report.student: report for report in batch.run(batch.students())}
    assert_one_check_is_lost(reports["bo"])
    assert (reports["ada"].score, reports["cy"].score) == (10, 10)


def test_the_same_holds_for_nbgraders_door(deadly, server) -> None:
    loaded = load_assignment(deadly.course, "mini")
    child = Child(loaded)
    try:
        job = Job(str(deadly.root), "mini", "bo", str(server.folder), True, loaded.fingerprint)
        assert_one_check_is_lost(child.grade(job).report)
    finally:
        child.close()


def test_a_third_death_in_a_module_takes_the_module_and_there_is_an_end(tmp_path: Path) -> None:
    trail = Trail(tmp_path / "check")
    assert trail.behind_a_death() is None
    trail.at("test_a::test_x")
    first = trail.behind_a_death()
    assert first is not None and first.is_deadly("test_a::test_x") and not first.is_deadly("test_a::test_y")
    assert first.behind_a_death() is None  # it was not run: something else has killed the process
    first.at("test_a::test_y")
    second = first.behind_a_death()
    assert second is not None and second.is_deadly("test_a::test_y") and not second.is_deadly("test_a::test_z")
    second.at("test_b::test_x")
    elsewhere = second.behind_a_death()
    assert elsewhere is not None and not elsewhere.is_deadly("test_a::test_z")
    elsewhere.at("test_a::test_z")
    third = elsewhere.behind_a_death()
    assert third is not None and third.is_deadly("test_a::test_passes")
    assert not third.is_deadly("test_ab::test_x") and not third.is_deadly("test_b::test_y")
    third.at("")
    assert third.behind_a_death() is None
    last: Trail | None = Trail(trail.path, tuple(f"test_{n}::test_x" for n in range(MOST)))
    assert last is not None
    last.at("test_z::test_x")
    assert last.behind_a_death() is None
