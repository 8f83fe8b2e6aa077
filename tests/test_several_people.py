"""Two people mark in formgraders of their own while a class is graded again: nothing of anybody's is lost."""

from __future__ import annotations

import concurrent.futures
import itertools
import json
import os
import subprocess
import threading
import urllib.request
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from tests.conftest import MiniCourse, cell_of, marked_cell
from tests.fixtures.commands import BIN
from tests.fixtures.servers import formgrader

from examiner.batch.runner import Batch

CLASS = ("ada", "bo", "cy", "dan")
WRONG = "def double(x): return 0"


@pytest.fixture
def course(mini: MiniCourse, server) -> MiniCourse:
    """A class that is graded, with an essay that a person marks."""
    path = mini.root / "source/mini/mini.ipynb"
    master = nbformat.read(path, as_version=4)
    master.cells.insert(2, marked_cell("markdown", "Write.", "essay", grade=True, solution=True, points=9))
    nbformat.write(master, path)

    def answer(notebook) -> None:
        notebook.cells = [cell.copy() for cell in master.cells]
        cell_of(notebook, "essay").source = "My essay."

    for student in CLASS:
        mini.submit(student, answer)
    batch = Batch(mini.course, "mini", server=server, jobs=2)
    assert [report.score for report in batch.run(batch.students())] == [10] * len(CLASS)
    return mini


def rows(root: Path) -> dict[str, dict[str, object]]:
    """Return the rows of the essays, and of a task that the machine scores, by student."""
    found: dict[str, dict[str, object]] = {}
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "mini") as book:
        for submission in book.assignment_submissions("mini"):
            (notebook,) = submission.notebooks
            grades = {grade.name: grade for grade in notebook.grades}
            (comment,) = (one for one in notebook.comments if one.name == "essay")
            essay, double = grades["essay"], grades["test_double"]
            found[submission.student_id] = {
                "ids": (essay.id, double.id, comment.id),
                "essay": (essay.manual_score, essay.extra_credit, comment.manual_comment),
                "double": (double.auto_score, double.extra_credit),
                "waits": (essay.needs_manual_grade, double.needs_manual_grade),
            }
    return found


def put(address: str, what: str, number: str, data: dict[str, object]) -> None:
    url = f"{address}/formgrader/api/{what}/{number}"
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, json.dumps(data).encode(), headers, method="PUT")
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert answer.status == 200


def mark(address: str, mine: dict[str, tuple[str, str, str]], done: threading.Event) -> tuple[int, dict[str, int]]:
    """Mark these students' answers again and again, as a person's clicks do; return how often, and the last marks."""
    last: dict[str, int] = {}
    for turn in itertools.count(1):
        for student, (essay, double, comment) in mine.items():
            put(address, "grade", essay, {"manual_score": turn % 9, "extra_credit": turn % 2})
            put(address, "comment", comment, {"manual_comment": f"turn {turn}"})
            put(address, "grade", double, {"manual_score": None, "extra_credit": turn % 3})
            last[student] = turn
        if done.is_set():
            return turn, last
    raise AssertionError("never reached")


def test_two_formgraders_and_a_grade_at_once_lose_nothing(course: MiniCourse) -> None:
    ids = {student: row["ids"] for student, row in rows(course.root).items()}
    for student in CLASS[::2]:  # somebody's answers have changed meanwhile
        path = course.root / f"submitted/{student}/mini/mini.ipynb"
        notebook = nbformat.read(path, as_version=4)
        cell_of(notebook, "double").source = WRONG
        nbformat.write(notebook, path)
    done = threading.Event()
    with (
        formgrader(course.root) as one,
        formgrader(course.root) as other,
        concurrent.futures.ThreadPoolExecutor(2) as people,
    ):
        halves = [{name: ids[name] for name in names} for names in (CLASS[:2], CLASS[2:])]
        marking = [people.submit(mark, *pair, done) for pair in zip((one, other), halves, strict=True)]
        try:
            environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"}
            command = [str(BIN / "examiner"), "grade", "mini", "--force", "--json"]
            graded = subprocess.run(command, cwd=course.root, env=environment, capture_output=True, text=True)
        finally:
            done.set()
        turns, lasts = zip(*(future.result(120) for future in marking), strict=True)
    assert graded.returncode == 0, graded.stderr
    assert min(turns) > 3, "nobody marked while it graded"
    scores = {line["student"]: line["score"] for line in map(json.loads, graded.stdout.splitlines())}
    assert scores == {"ada": 5, "bo": 10, "cy": 5, "dan": 10}
    last = lasts[0] | lasts[1]
    for student, row in rows(course.root).items():
        turn = last[student]
        assert row["essay"] == (turn % 9, turn % 2, f"turn {turn}"), student
        assert row["double"] == (0 if student in CLASS[::2] else 5, turn % 3), student
        assert row["waits"] == (False, False), student
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}", "mini") as book:
        assert book.db.connection().exec_driver_sql("pragma integrity_check").scalar() == "ok"
