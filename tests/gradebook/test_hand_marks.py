"""Marks by hand stay, and are asked for again only where the answer has changed."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from nbgrader.api import Gradebook
from tests.gradebook.scores import Scores

from examiner.gradebook.writer import GradebookWriter
from examiner.model import Report, Verdict


def with_answers(report: Report, **digests: str) -> Report:
    """Return a report whose tasks were judged on these answers."""
    return replace(report, tasks=tuple(replace(t, answer=digests.get(t.grade_id, "a")) for t in report.tasks))


@pytest.fixture
def marked(course, edition, answers, tools):
    """Ada's report is in the gradebook; her essay has 4 points by hand, and test_mul was put right by hand."""
    report = with_answers(tools["report"]("ada", answers["ada"]))
    with GradebookWriter(course.db_url, "demo") as writer:
        writer.write(report, {"hw1": tools["autograded"](edition, answers["ada"])})
    with Gradebook(course.db_url, "demo") as gradebook:
        for grade in gradebook.find_submission_notebook("hw1", "hw1", "ada").grades:
            if grade.name in ("essay", "test_mul"):
                grade.manual_score, grade.needs_manual_grade = 4.0, False
        gradebook.db.commit()
    return report


def waiting(course) -> dict[str, bool]:
    with Scores(course.db_url) as scores:
        return {cell.cell: cell.needs_manual_grade for cell in scores.notebook("ada", "hw1", "hw1").cells}


def test_work_that_has_not_changed_changes_nothing(course, edition, answers, tools, marked):
    before = tools["rows"](course.database)
    with GradebookWriter(course.db_url, "demo") as writer:
        written = writer.write(marked, {"hw1": tools["autograded"](edition, answers["ada"])}, former=marked)
    assert written and written.again == ()
    assert tools["rows"](course.database) == before


def test_another_answer_is_asked_for_again_and_the_mark_stands(course, answers, tools, marked):
    with GradebookWriter(course.db_url, "demo") as writer:
        written = writer.write(with_answers(marked, essay="b"), None, former=marked)
    assert written.again == ("essay",)
    with Scores(course.db_url) as scores:
        cells = {cell.cell: cell for cell in scores.notebook("ada", "hw1", "hw1").cells}
    assert (cells["essay"].manual, cells["essay"].needs_manual_grade) == (4.0, True)
    assert not cells["test_mul"].needs_manual_grade


def test_what_builds_on_an_answer_that_changed_is_looked_at_again(course, marked):
    tasks = [replace(t, score=1.0) if t.grade_id == "test_mul" else t for t in marked.tasks]
    newer = with_answers(replace(marked, tasks=tuple(tasks)), test_add="b")
    with GradebookWriter(course.db_url, "demo") as writer:
        assert writer.write(newer, None, former=marked).again == ("test_mul",)


def test_another_grader_asks_nobody_to_mark_again(course, marked):
    tasks = tuple(replace(t, score=1.0) if t.grade_id == "test_mul" else t for t in marked.tasks)
    with GradebookWriter(course.db_url, "demo") as writer:
        assert writer.write(replace(marked, tasks=tasks), None, former=marked).again == ()
    assert not waiting(course)["test_mul"]


def test_a_fault_asks_for_nobody_where_a_person_has_marked(course, marked):
    with GradebookWriter(course.db_url, "demo") as writer:
        writer.write(replace(marked, outcome=Verdict.FAULT, score=None, tasks=()), None)
    assert waiting(course) == {"essay": False, "project": True, "test_add": True, "test_mul": False}


def test_without_a_former_report_a_person_looks_again(course, marked):
    with GradebookWriter(course.db_url, "demo") as writer:
        assert set(writer.write(marked, None).again) == {"essay", "test_mul"}
