"""What the writer wrote, cell by cell; the sums agree with nbgrader's own."""

from __future__ import annotations

import datetime

from nbgrader.api import Gradebook
from tests.gradebook.scores import CellComment, CellScore, Scores, StudentInfo

from examiner.gradebook.writer import GradebookWriter


def fill(course, edition, answers, tools):
    with GradebookWriter(course.db_url, "demo") as writer:
        for student, answer in answers.items():
            writer.write(tools["report"](student, answer), {"hw1": tools["autograded"](edition, answer)})


def test_one_notebook_is_read_with_every_cell_and_comment(course, edition, answers, tools):
    fill(course, edition, answers, tools)
    with Scores(course.db_url) as scores:
        bo = scores.notebook("bo", "hw1", "hw1")
    assert bo.cells == (
        CellScore("essay", 0.0, None, None, 0.0, 5.0, False),
        CellScore("project", None, None, None, 0.0, 3.0, True),
        CellScore("test_add", 4.0, None, None, 4.0, 4.0, False),
        CellScore("test_mul", 2.5, None, None, 2.5, 6.0, False),
    )
    assert bo.comments == (
        CellComment("add", None, None),
        CellComment("essay", "No response.", None),
        CellComment("mul", None, None),
        CellComment("project", None, None),
    )
    assert bo.timestamp == datetime.datetime(2030, 1, 2, 3, 4, 5, 500000)
    assert (bo.total, bo.max_score, bo.final, bo.needs_manual_grade) == (6.5, 18.0, 6.5, True)


def test_a_time_with_a_zone_is_stored_in_utc(course, edition, answers, tools):
    fill(course, edition, answers, tools)
    with Scores(course.db_url) as scores:
        assert scores.notebook("o'neil, jr", "hw1", "hw1").timestamp == datetime.datetime(2030, 1, 2, 3, 4, 5)
        assert scores.notebook("王小明", "hw1", "hw1").timestamp is None


def test_students_and_assignments_are_listed(course, edition, answers, tools):
    fill(course, edition, answers, tools)
    with Gradebook(course.db_url, "demo") as gradebook:
        gradebook.update_or_create_student("ada", first_name="Ada", last_name="L", email="a@x", lms_user_id="7")
        gradebook.update_or_create_assignment("hw1", duedate="2030-02-03 00:00:00 UTC")
    with Scores(course.db_url) as scores:
        assert scores.students()[0] == StudentInfo("ada", "Ada", "L", "a@x", "7")
        (hw1,) = scores.assignments()
    assert (hw1.assignment, hw1.max_score, hw1.notebooks) == ("hw1", 18.0, ("hw1",))
    assert hw1.duedate == datetime.datetime(2030, 2, 3)


def test_totals_agree_with_nbgraders(course, edition, answers, tools):
    fill(course, edition, answers, tools)
    with Gradebook(course.db_url, "demo") as gradebook, Scores(course.db_url) as scores:
        for student in answers:
            (book,) = scores.student(student)
            submission = gradebook.find_submission("hw1", student)
            assert (book.total, book.max_score) == (submission.score, submission.max_score)
            assert book.needs_manual_grade == submission.needs_manual_grade
