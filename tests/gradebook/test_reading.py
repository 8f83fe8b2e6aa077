"""What the gradebook holds is read as nbgrader's own tools show it."""

from __future__ import annotations

import datetime

import nbformat
import pytest
from nbgrader.api import Gradebook as Nbgraders

from examiner.course.layout import Course
from examiner.gradebook.reading import Gradebook
from examiner.gradebook.writer import GradebookWriter
from examiner.model import TaskKey


@pytest.fixture
def marked(course, edition, answers, tools):
    """Everybody's report is in the gradebook; a person has marked ada's and bo's."""
    with GradebookWriter(course.db_url, "demo") as writer:
        for student, answer in answers.items():
            writer.write(tools["report"](student, answer), {"hw1": tools["autograded"](edition, answer)})
    with Nbgraders(course.db_url, "demo") as gradebook:
        gradebook.update_or_create_student("zoe")
        gradebook.update_or_create_assignment("hw1", duedate="2030-01-01 03:04:05 UTC")
        for grade in gradebook.find_submission_notebook("hw1", "hw1", "ada").grades:
            if grade.name in ("essay", "project"):
                grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 2.0, 0.5, False
        for comment in gradebook.find_submission_notebook("hw1", "hw1", "ada").comments:
            comment.manual_comment = f"on {comment.name}"
        gradebook.find_submission_notebook("hw1", "hw1", "bo").late_submission_penalty = 1.5
        gradebook.db.commit()
    return course


def test_the_marks_are_nbgraders(marked, answers, tools):
    reports = [tools["report"](student, answer) for student, answer in answers.items()]
    found = Gradebook(Course.find(marked.root)).marks("hw1", reports)
    with Nbgraders(marked.db_url, "demo") as gradebook:
        for marks in found:
            theirs = gradebook.find_submission("hw1", marks.student)
            assert marks.sums.score == theirs.score and marks.sums.max_score == theirs.max_score
            assert (marks.penalty, marks.held.seconds_late) == (
                theirs.late_submission_penalty or 0,
                theirs.total_seconds_late,
            )


def test_comments_stand_at_the_tasks_they_are_about(marked, answers, tools):
    (ada,) = Gradebook(Course.find(marked.root)).marks("hw1", [tools["report"]("ada", answers["ada"])])
    assert {task.key.grade_id: task.comments for task in ada.tasks} == {
        "test_add": ("on add",),
        "test_mul": ("on mul",),
        "essay": ("on essay",),
        "project": ("on project",),
    }
    assert ada.held.due == datetime.datetime(2030, 1, 1, 3, 4, 5)


def test_an_answer_left_blank_is_read_with_nbgraders_words(marked, answers, tools):
    (bo,) = Gradebook(Course.find(marked.root)).marks("hw1", [tools["report"]("bo", answers["bo"])])
    (essay,) = [task for task in bo.tasks if task.key == TaskKey("hw1", "essay")]
    assert (essay.score, essay.waits, essay.comments) == (0.0, False, ("No response.",))


def test_the_roster_names_who_has_handed_in_nothing(marked):
    assert Gradebook(Course.find(marked.root)).roster() == ("ada", "bo", "o'neil, jr", "zoe", "王小明")


def test_a_students_row_that_says_nothing_hides_nothing_that_the_settings_say(sheet):
    config = sheet.root / "nbgrader_config.py"
    listed = [
        {"id": "ada", "first_name": "Ada", "last_name": "Lovelace", "email": "of the settings"},
        {"id": "zoe\u0301", "lms_user_id": 7},
    ]
    config.write_text(config.read_text() + f"c.CourseDirectory.db_students.extend({listed!r})\n")
    with Nbgraders(sheet.db_url, "demo") as gradebook:
        gradebook.add_student("ada", email="of the gradebook")
        gradebook.add_student("bo", first_name="Bo")
    book = Gradebook(Course.find(sheet.root))
    nobody = {"first_name": "", "last_name": "", "email": "", "lms_user_id": ""}
    assert book.people() == [
        {**nobody, "student": "ada", "first_name": "Ada", "last_name": "Lovelace", "email": "of the gradebook"},
        {**nobody, "student": "bo", "first_name": "Bo"},
        {**nobody, "student": "zo\u00e9", "lms_user_id": "7"},
    ]
    assert book.roster() == ("ada", "bo", "zo\u00e9")


def test_a_gradebook_that_is_not_there_is_empty_and_is_not_made(sheet, master, answers, tools):
    (sheet.root / "source" / "hw1").mkdir(parents=True)
    nbformat.write(master, sheet.root / "source" / "hw1" / "hw1.ipynb")
    book = Gradebook(Course.find(sheet.root))
    (marks,) = book.marks("hw1", [tools["report"]("ada", answers["ada"])])
    assert (marks.sums.score, book.roster()) == (10.0, ())
    assert not sheet.database.exists()
