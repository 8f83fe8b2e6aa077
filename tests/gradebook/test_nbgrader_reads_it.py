"""nbgrader's own commands and formgrader's interface read what examiner wrote."""

from __future__ import annotations

import csv
import json

import nbformat
import pytest
from msgspec.structs import replace
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from tests.gradebook.scores import Scores
from traitlets.config import Config

from examiner.gradebook.writer import GradebookWriter
from examiner.model import Verdict


@pytest.fixture
def graded(course, edition, answers, tools):
    """The course after all students were graded, with their files in place."""
    with GradebookWriter(course.db_url, "demo") as writer:
        for student, answer in answers.items():
            notebook = tools["autograded"](edition, answer)
            assert writer.write(tools["report"](student, answer), {"hw1": notebook})
            for step in ("submitted", "autograded"):
                folder = course.root / step / student / "hw1"
                folder.mkdir(parents=True)
                nbformat.write(notebook, folder / "hw1.ipynb")
                if answer.timestamp:
                    (folder / "timestamp.txt").write_text(answer.timestamp)
    return course


def test_the_export_command_gives_these_scores(graded):
    graded.run("export", "--to=grades.csv")
    lines = (graded.root / "grades.csv").read_text().splitlines()
    assert len(lines) == 5
    plain = [line for line in lines if "jr" not in line]  # nbgrader quotes nothing, so a comma shifts columns
    rows = {row["student_id"]: row for row in csv.DictReader(plain)}
    with Scores(graded.db_url) as scores:
        ours = {book.student: book for book in scores.assignment("hw1")}
    assert {name: float(row["score"]) for name, row in rows.items()} == {
        "ada": 10.0,
        "bo": 6.5,
        "王小明": 0.0,
    }
    for name, row in rows.items():
        assert float(row["raw_score"]) == ours[name].total
        assert float(row["score"]) == ours[name].final
        assert float(row["max_score"]) == ours[name].max_score + 0.0 == 18.0
        assert row["timestamp"] == str(ours[name].timestamp or "")
    assert any("o'neil, jr" in line and ",7.5,0.0,7.5,18.0" in line for line in lines)


def test_the_export_takes_off_the_late_penalty_and_adds_extra_credit(graded):
    with Gradebook(graded.db_url, "demo") as gradebook:
        gradebook.find_submission_notebook("hw1", "hw1", "ada").late_submission_penalty = 2.5
        gradebook.find_grade("test_add", "hw1", "hw1", "ada").extra_credit = 1.0
        gradebook.find_submission_notebook("hw1", "hw1", "王小明").late_submission_penalty = 9.0
        gradebook.db.commit()
    graded.run("export", "--to=grades.csv")
    lines = [line for line in (graded.root / "grades.csv").read_text().splitlines() if "jr" not in line]
    exported = {row["student_id"]: float(row["score"]) for row in csv.DictReader(lines)}
    with Scores(graded.db_url) as scores:
        ours = {book.student: book.final for book in scores.assignment("hw1") if "jr" not in book.student}
    assert exported == ours
    assert (ours["ada"], ours["王小明"]) == (8.5, 0.0)


def formgrader(course):
    """Return the interface that formgrader's pages are made from."""
    config = Config()
    config.CourseDirectory.root = str(course.root)
    config.CourseDirectory.db_url = course.db_url
    config.CourseDirectory.course_id = "demo"
    return NbGraderAPI(CourseDirectory(config=config), config=config)


def test_formgraders_interface_shows_these_scores(graded):
    api = formgrader(graded)
    assignment = api.get_assignment("hw1")
    assert (assignment["num_submissions"], assignment["max_score"]) == (4, 18.0)
    shown = {row["student"]: row for row in api.get_submissions("hw1")}
    assert {name: row["score"] for name, row in shown.items()} == {
        "ada": 10.0,
        "bo": 6.5,
        "王小明": 0.0,
        "o'neil, jr": 7.5,
    }
    assert all(row["autograded"] for row in shown.values())
    books = {row["student"]: row for row in api.get_notebook_submissions("hw1", "hw1")}
    assert (books["bo"]["failed_tests"], books["ada"]["failed_tests"]) == (True, False)
    assert books["ada"]["needs_manual_grade"]  # the essay and the task cell wait for a person
    assert api.get_student("ada")["score"] == 10.0
    json.dumps([shown, books], default=str)


def test_formgrader_takes_a_resubmission_that_was_not_scored_as_ungraded(graded, answers, tools):
    folder = graded.root / "submitted" / "ada" / "hw1"
    (folder / "timestamp.txt").write_text("2030-05-05 00:00:00 UTC")
    report = tools["report"]("ada", answers["ada"], timestamp="2030-05-05 00:00:00 UTC")
    api = formgrader(graded)
    with GradebookWriter(graded.db_url, "demo") as writer:
        for outcome in (Verdict.REJECTED, Verdict.FAULT):
            assert not writer.write(replace(report, outcome=outcome, score=None, tasks=()), None)
            assert "ada" not in api.get_autograded_students("hw1")
        assert writer.write(report, None)
    assert "ada" in api.get_autograded_students("hw1")
    (folder / "timestamp.txt").unlink()
    with GradebookWriter(graded.db_url, "demo") as writer:
        writer.write(replace(report, timestamp=None), None)
    assert "ada" in api.get_autograded_students("hw1")


def test_the_feedback_command_shows_these_scores(graded):
    graded.run("generate_feedback", "hw1", "--student=bo")
    page = (graded.root / "feedback" / "bo" / "hw1" / "hw1.html").read_text()
    assert "(Score: 6.5 / 18.0)" in page
    assert "No response." in page


@pytest.mark.slow
def test_a_run_of_nbgraders_own_grader_gives_what_examiner_writes(course, sheet, edition, master, tools):
    answers = {"ada": "return a + b", "bo": "return 7"}
    for student, line in answers.items():
        notebook = nbformat.from_dict(json.loads(json.dumps(edition)))
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == "add":
                cell.source = f"def add(a, b):\n    {line}"
        folder = course.root / "submitted" / student / "hw1"
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / "hw1.ipynb")
        (folder / "timestamp.txt").write_text("2030-01-02 03:04:05.000000 UTC")
    course.run("autograde", "hw1")
    with GradebookWriter(sheet.db_url, "demo") as writer:
        writer.ensure_assignment("hw1", "hw1", master)
        for student, score in (("ada", 4.0), ("bo", 0.0)):
            path = course.root / "autograded" / student / "hw1" / "hw1.ipynb"
            answer = tools["answer"]({"test_add": score, "test_mul": 0.0}, timestamp="2030-01-02T03:04:05Z")
            writer.write(tools["report"](student, answer), {"hw1": nbformat.read(path, as_version=4)})
    with Scores(course.db_url) as theirs, Scores(sheet.db_url) as ours:
        assert ours.assignment("hw1") == theirs.assignment("hw1")
        assert ours.students() == theirs.students()
        assert [book.total for book in ours.assignment("hw1")] == [4.0, 0.0]
    for folder in (course, sheet):
        folder.run("export", "--to=grades.csv")
    assert (course.root / "grades.csv").read_text() == (sheet.root / "grades.csv").read_text()
