"""A small course in nbgrader's layout, and the same grading done by nbgrader itself."""

from __future__ import annotations

import copy
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from tests.fixtures.reports import report_with

from examiner.model import Check, Outcome, Report, Task, Text
from examiner.model.marks import add_up

POINTS = {"test_add": 4.0, "test_mul": 6.0, "essay": 5.0}


def graded(cell: Any, grade_id: str, **marks: Any) -> Any:
    """Return ``cell`` with nbgrader's metadata."""
    kind = {"grade": False, "solution": False, "locked": False, "task": False}
    cell.metadata["nbgrader"] = {**kind, "grade_id": grade_id, "schema_version": 3, **marks}
    return cell


def make_master() -> nbformat.NotebookNode:
    """Return a master with each kind of cell that nbgrader knows."""
    solution = "def {0}(a, b):\n    ### BEGIN SOLUTION\n    return a {1} b\n    ### END SOLUTION"
    hidden = "assert {0}(1, 2)\n### BEGIN HIDDEN TESTS\nassert {0}(3, 3) == {1}\n### END HIDDEN TESTS"
    cells = [
        graded(new_markdown_cell("# Sums 加法"), "intro", locked=True),
        graded(new_code_cell(solution.format("add", "+")), "add", solution=True),
        graded(new_code_cell(hidden.format("add", 6)), "test_add", grade=True, locked=True, points=4),
        graded(new_code_cell(solution.format("mul", "*")), "mul", solution=True),
        graded(new_code_cell(hidden.format("mul", 9)), "test_mul", grade=True, locked=True, points=6),
        graded(new_markdown_cell("Because."), "essay", grade=True, solution=True, points=5),
        graded(new_markdown_cell("Draw something."), "project", task=True, locked=True, points=3),
        new_code_cell("print('free')"),
    ]
    notebook = new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return notebook


@dataclass(frozen=True)
class Answer:
    """What a student handed in: the scores it must get, and which answers were touched."""

    scores: Mapping[str, float]
    essay: bool = True
    timestamp: str | None = "2030-01-02 03:04:05.500000 UTC"


@dataclass
class Course:
    """A course folder on disk."""

    root: Path
    students: dict[str, Answer] = field(default_factory=dict)

    @property
    def db_url(self) -> str:
        return f"sqlite:///{self.root / 'gradebook.db'}"

    @property
    def database(self) -> Path:
        return self.root / "gradebook.db"

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run one of nbgrader's commands in the course folder."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *command],
            cwd=self.root,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done


def autograded_notebook(edition: nbformat.NotebookNode, answer: Answer) -> nbformat.NotebookNode:
    """Return the executed notebook for which nbgrader's own rules give the answer's scores."""
    notebook = copy.deepcopy(edition)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in ("add", "mul") and f"test_{name}" in answer.scores and answer.scores[f"test_{name}"]:
            cell.source += "\n# changed"
        elif name == "essay" and answer.essay:
            cell.source = "My answer."
        elif name in answer.scores and answer.scores[name] == 0:
            cell.outputs = [new_output("error", ename="AssertionError", evalue="", traceback=["no"])]
        elif name in answer.scores and answer.scores[name] < POINTS[name]:
            text = {"text/plain": str(answer.scores[name])}
            cell.outputs = [new_output("execute_result", data=text, execution_count=1)]
    return notebook


def make_report(student: str, answer: Answer, **changes: Any) -> Report:
    """Return the report with the answer's scores."""
    tasks = [
        Task("hw1", name.removeprefix("test_"), name, Text.plain(name), score, POINTS[name])
        for name, score in answer.scores.items()
    ]
    tasks.append(Task("hw1", "essay", "essay", Text.plain("essay"), None, POINTS["essay"], manual=True))
    facts: dict[str, Any] = {
        "score": add_up(answer.scores.values()),
        "max_score": 15.0,
        "timestamp": answer.timestamp,
    }
    return report_with(student, tasks, **{**facts, **changes})


def faulty(task: Task) -> Task:
    """Return ``task`` as it looks when its grader failed."""
    check = Check("test_x", Text.plain("x"), Outcome.FAULT, 0.0, task.max_score, detail="KeyError in the grader")
    return Task("hw1", task.task, task.grade_id, task.title, None, task.max_score, checks=(check,))


def table_rows(database: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table."""
    with sqlite3.connect(database) as connection:
        names = [name for (name,) in connection.execute("select name from sqlite_master where type='table'")]
        return {name: sorted(connection.execute(f"select * from {name}"), key=repr) for name in names}


@pytest.fixture
def master() -> nbformat.NotebookNode:
    return make_master()


@pytest.fixture
def answers() -> dict[str, Answer]:
    """One student of each sort."""
    return {
        "ada": Answer({"test_add": 4.0, "test_mul": 6.0}),
        "bo": Answer({"test_add": 4.0, "test_mul": 2.5}, essay=False),
        "王小明": Answer({"test_add": 0.0, "test_mul": 0.0}, timestamp=None),
        "o'neil, jr": Answer({"test_add": 1.5, "test_mul": 6.0}, timestamp="2030-01-02T11:04:05+08:00"),
    }


@pytest.fixture(scope="session")
def released_course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course for which nbgrader itself has made the student edition and the gradebook's rows."""
    course = Course(tmp_path_factory.mktemp("course"))
    (course.root / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'demo'\n")
    (course.root / "source" / "hw1").mkdir(parents=True)
    nbformat.write(make_master(), course.root / "source" / "hw1" / "hw1.ipynb")
    course.run("generate_assignment", "hw1")
    return course


@pytest.fixture
def course(released_course: Course, tmp_path: Path) -> Course:
    """A copy of that course for one test."""
    root = tmp_path / "course"
    shutil.copytree(released_course.root, root)
    return Course(root)


@pytest.fixture
def edition(course: Course) -> nbformat.NotebookNode:
    """The student edition."""
    return nbformat.read(course.root / "release" / "hw1" / "hw1.ipynb", as_version=4)


@pytest.fixture
def sheet(tmp_path: Path) -> Course:
    """An empty course folder without a gradebook."""
    root = tmp_path / "sheet"
    root.mkdir()
    (root / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'demo'\n")
    return Course(root)


@pytest.fixture
def tools() -> dict[str, Callable[..., Any]]:
    """The helpers above: test modules import nothing from each other."""
    return {
        "autograded": autograded_notebook,
        "report": make_report,
        "faulty": faulty,
        "rows": table_rows,
        "graded": graded,
        "answer": Answer,
    }
