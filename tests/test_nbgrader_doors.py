"""Plain nbgrader commands and formgrader's button give the scores that ``examiner grade`` gives."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import urllib.request
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from tests.fixtures.servers import BIN, ENVIRONMENT, formgrader

WRONG = "def double(x):\n    return x * 3"
CLASS = {
    "ada": {},
    "bo": {"double": WRONG},
    "cy": {"double": "import os\nos._exit(0)"},
    "王小明, 二年級": {"greet": "def greet(name): return f'Hello, {name}!'\nprint('ready')"},
}
EXPECTED = {"ada": 10.0, "bo": 5.0, "cy": 5.0, "王小明, 二年級": 10.0, "twin": 10.0}


def nbgrader(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run an nbgrader command in the course."""
    command = [str(BIN / "nbgrader"), *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, env=ENVIRONMENT)


def _duplicate(notebook) -> None:
    notebook.cells.append(nbformat.from_dict({**notebook.cells[3], "id": "twin"}))


@pytest.fixture(scope="module")
def released(make_mini) -> Path:
    """A class of five, one with a duplicated cell, which plain nbgrader cannot grade; released by nbgrader."""
    mini = make_mini()
    for student, answers in CLASS.items():
        mini.submit(student, **answers)
    mini.submit("twin", _duplicate)
    assert nbgrader(mini.root, "generate_assignment", "mini", "--force").returncode == 0
    return mini.root


@pytest.fixture(scope="module")
def autograded(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same class, graded by nbgrader."""
    root = tmp_path_factory.mktemp("autograded") / "course"
    shutil.copytree(released, root)
    done = nbgrader(root, "autograde", "mini")
    assert done.returncode == 0, done.stderr[-3000:]
    return root


@pytest.fixture
def course(released: Path, tmp_path: Path) -> Path:
    """A copy of the released class."""
    return Path(shutil.copytree(released, tmp_path / "course"))


@pytest.fixture
def graded(autograded: Path, tmp_path: Path) -> Path:
    """A copy of the class that nbgrader graded."""
    return Path(shutil.copytree(autograded, tmp_path / "course"))


def scores(root: Path) -> dict[str, float]:
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "mini") as book:
        return {s.student.id: s.score for s in book.find_assignment("mini").submissions}


def test_nbgraders_commands_grade_give_feedback_and_export(graded: Path) -> None:
    assert scores(graded) == EXPECTED
    report = json.loads((graded / ".examiner/reports/mini/bo.json").read_text())
    assert report["score"] == 5 and report["boxed"] is True

    done = nbgrader(graded, "generate_feedback", "mini")
    assert done.returncode == 0, done.stderr[-3000:]
    page = (graded / "feedback/bo/mini/mini.html").read_text()
    assert "想想兩倍" in page and "(Score: 0.0 / 5.0)" in page

    done = nbgrader(graded, "export", "--exporter=examiner.exports.quoted_csv.QuotedCsv")
    assert done.returncode == 0, done.stderr[-3000:]
    with open(graded / "grades.csv", newline="", encoding="utf-8") as file:
        exported = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert exported == EXPECTED


def test_the_two_doors_write_the_same_gradebook(graded: Path, examiner) -> None:
    theirs = grades(graded)
    (graded / "gradebook.db").unlink()
    done = examiner(graded, "grade", "mini", "--force", "--json")
    assert done.returncode == 0, done.stderr
    assert grades(graded) == theirs


def test_the_two_doors_take_off_the_same_for_coming_late(course: Path, examiner) -> None:
    with open(course / "nbgrader_config.py", "a", encoding="utf-8") as file:
        file.write("c.LateSubmissionPlugin.penalty_method = 'zero'\n")
    (course / "submitted/bo/mini/timestamp.txt").write_text("2026-01-31T12:00:00+08:00")
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "mini") as book:
        book.update_or_create_assignment("mini", duedate="2026-01-31 03:00:00 UTC")
    assert nbgrader(course, "autograde", "mini", "--student=bo").returncode == 0
    assert late(course) == (3600.0, 5.0)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "mini") as book:
        book.find_submission_notebook("mini", "mini", "bo").late_submission_penalty = None
        book.db.commit()
    done = examiner(course, "grade", "mini", "--student=bo", "--json")
    assert late(course) == (3600.0, 5.0)
    marks = json.loads(done.stdout)["marks"]
    assert (marks["score"], marks["penalty"], marks["seconds_late"]) == (0.0, 5.0, 3600.0)


def test_an_extension_and_a_voided_task_hold_through_both_doors(course: Path, examiner) -> None:
    with open(course / "nbgrader_config.py", "a", encoding="utf-8") as file:
        file.write("c.LateSubmissionPlugin.penalty_method = 'zero'\n")
    (course / "submitted/bo/mini/timestamp.txt").write_text("2026-01-31T12:00:00+08:00")
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "mini") as book:
        book.update_or_create_assignment("mini", duedate="2026-01-31 03:00:00 UTC")
    assert examiner(course, "extend", "mini", "-s", "bo", "--by", "2h").returncode == 0
    assert examiner(course, "void", "mini", "-t", "double").returncode == 0
    assert nbgrader(course, "autograde", "mini", "--student=bo").returncode == 0
    assert late(course) == (0, None)
    (marks,) = (
        json.loads(line)["marks"]
        for line in examiner(course, "grade", "mini", "-s", "bo", "--json").stdout.splitlines()
    )
    assert (marks["score"], marks["penalty"], marks["extension_seconds"]) == (10, 0, 7200)
    assert examiner(course, "extend", "mini", "-s", "bo", "--undo").returncode == 0
    assert late(course) == (3600.0, 10.0)  # of what counts, which is more than the gradebook adds up
    assert nbgrader(course, "autograde", "mini", "--student=bo", "--force").returncode == 0
    assert late(course) == (3600.0, 10.0)


def late(root: Path) -> tuple[float, float | None]:
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "mini") as book:
        submission = book.find_submission("mini", "bo")
        return submission.total_seconds_late, submission.notebooks[0].late_submission_penalty


def grades(root: Path) -> dict[tuple[str, str], tuple[float | None, float | None, bool]]:
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "mini") as book:
        return {
            (submission.student.id, grade.name): (grade.auto_score, grade.manual_score, grade.needs_manual_grade)
            for submission in book.find_assignment("mini").submissions
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def test_a_broken_upload_does_not_stop_nbgraders_batch(course: Path) -> None:
    (course / "submitted/bo/mini/mini.ipynb").write_text("{")
    done = nbgrader(course, "autograde", "mini")
    assert done.returncode != 0
    assert {name: score for name, score in scores(course).items() if name != "bo"} == {
        name: score for name, score in EXPECTED.items() if name != "bo"
    }


def test_formgraders_autograde_button_gives_the_same_scores(course: Path) -> None:
    with formgrader(course) as address:
        page = urllib.request.urlopen(f"{address}/formgrader/", timeout=30).read().decode()
        assert re.search("formgrader", page, re.IGNORECASE)
        for student in ("ada", "bo"):
            url = f"{address}/formgrader/api/submission/mini/{student}/autograde"
            answer = json.load(urllib.request.urlopen(urllib.request.Request(url, method="POST"), timeout=120))
            assert answer["success"] is True, answer
        listed = json.load(urllib.request.urlopen(f"{address}/formgrader/api/submissions/mini", timeout=30))
    assert {row["student"]: row["score"] for row in listed if row["autograded"]} == {"ada": 10.0, "bo": 5.0}
