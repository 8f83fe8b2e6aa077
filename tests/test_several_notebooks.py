"""An assignment of two notebooks, one with graders, one with asserts alone; both have the same grade ids."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from tests.conftest import MiniCourse, cell_of, marked_cell, mini_master
from tests.fixtures.commands import OneThread
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from examiner import nbgrader_plugin
from examiner.audit.plan import audited_notebooks
from examiner.batch.runner import Batch
from examiner.course.errors import CourseError
from examiner.course.results import read_report
from examiner.feedback.publish import feedback
from examiner.gradebook.named import tasks_named
from examiner.kernels.forkserver import ForkServer
from examiner.model import Report, TaskKey, Verdict
from examiner.nbgrader_plugin import Door
from examiner.reports.publish import class_report

WRONG = "def double(x):\n    return x * 3"
ASSERT = "assert double(2) == 20\n### BEGIN HIDDEN TESTS\nassert double(3) == 30\n### END HIDDEN TESTS"
Grade = Callable[..., dict[str, Report]]


def second_master() -> NotebookNode:
    """Return a notebook with other tasks of the same names, an essay, and a task of nbgrader's."""
    cells = [
        marked_cell("code", "def double(x):\n    ### BEGIN SOLUTION\n    return 10 * x\n    ### END SOLUTION", "double",
                    solution=True),
        marked_cell("code", ASSERT, "test_double", grade=True, locked=True, points=3),
        marked_cell("markdown", "Why?", "essay", grade=True, solution=True, points=4),
        marked_cell("markdown", "Draw it.", "drawing", task=True, locked=True, points=2),
        new_markdown_cell("The end", id="end"),
    ]  # fmt: skip
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return new_notebook(cells=cells, metadata=kernel)


@pytest.fixture
def two(mini: MiniCourse) -> MiniCourse:
    """The small course with a second notebook."""
    nbformat.write(second_master(), mini.root / "source/mini/second.ipynb")
    folder = mini.root / "graders/mini"
    (folder / "mini").mkdir()
    for path in folder.glob("test_*.py"):
        path.rename(folder / "mini" / path.name)
    return mini


@pytest.fixture
def grade(two: MiniCourse, server: ForkServer) -> Grade:
    """Grade the course in a thread of this process."""

    def run() -> dict[str, Report]:
        with OneThread() as executor:
            batch = Batch(two.course, "mini", server=server, executor=executor)
            return {report.student: report for report in batch.run(batch.students())}

    return run


def submit(
    course: MiniCourse, student: str, second: str | None = "def double(x):\n    return 10 * x", **first: str
) -> Path:
    """Hand in both notebooks, the second with an answer, or without that one."""
    folder = course.submit(student, **first).parent
    if second is not None:
        notebook = second_master()
        cell_of(notebook, "double").source = second
        cell_of(notebook, "essay").source = "Because."
        nbformat.write(notebook, folder / "second.ipynb")
    return folder


def points(report: Report) -> dict[tuple[str, str], float | None]:
    return {tuple(task.key): task.score for task in report.tasks}


def rows(course: MiniCourse, student: str) -> dict[tuple[str, str], tuple[float | None, bool]]:
    """Return what the gradebook has for each cell: points by machine, and whether a person is asked."""
    with Gradebook(course.course.gradebook_url, "mini") as gradebook:
        books = gradebook.find_submission("mini", student).notebooks
        return {(b.name, g.name): (g.auto_score, bool(g.needs_manual_grade)) for b in books for g in b.grades}


def test_both_notebooks_are_graded_each_by_what_judges_it(two: MiniCourse, grade: Grade) -> None:
    submit(two, "ada")
    submit(two, "bob", second=WRONG)
    submit(two, "cy", double=WRONG)
    found = grade()
    assert {name: report.score for name, report in found.items()} == {"ada": 13, "bob": 10, "cy": 8}
    assert points(found["cy"]) == {
        ("mini", "test_double"): 0, ("mini", "test_greet"): 5, ("second", "test_double"): 3, ("second", "essay"): None,
    }  # fmt: skip
    assert rows(two, "cy") == {
        ("mini", "test_double"): (0, False), ("mini", "test_greet"): (5, False), ("second", "test_double"): (3, False),
        ("second", "essay"): (None, True), ("second", "drawing"): (None, True),
    }  # fmt: skip
    folder = two.course.autograded("cy", "mini")
    assert sorted(path.name for path in folder.glob("*.ipynb")) == ["mini.ipynb", "second.ipynb"]
    tables = [str(nbformat.read(folder / name, 4)).count("examiner_result") for name in ("mini.ipynb", "second.ipynb")]
    assert tables == [2, 1]
    assert all(report.cached for report in grade().values())


def test_a_missing_notebook_costs_its_own_tasks_and_comes_back(two: MiniCourse, grade: Grade) -> None:
    folder = submit(two, "ada", second=None)
    report = grade()["ada"]
    assert (report.outcome, report.score, report.waits) == (Verdict.GRADED, 10, False)
    assert "There is no second.ipynb" in report.notes[0].en
    own = {key: row for key, row in rows(two, "ada").items() if key[0] == "second"}
    assert own == {("second", name): (0, False) for name in ("test_double", "essay", "drawing")}  # as nbgrader
    assert grade()["ada"].cached
    other = submit(two, "later")
    shutil.copy(other / "second.ipynb", folder / "second.ipynb")
    assert grade()["ada"].score == 13
    assert rows(two, "ada")["second", "essay"] == (None, True)
    assert rows(two, "ada")["second", "drawing"] == (None, True)


def test_the_tasks_of_a_missing_notebook_have_the_titles_that_everybody_reads(two: MiniCourse, grade: Grade) -> None:
    submit(two, "ada")
    submit(two, "bob")
    (two.root / "submitted/bob/mini/mini.ipynb").unlink()
    found = grade()
    titles = {name: [str(task.title) for task in report.tasks] for name, report in found.items()}
    assert titles["ada"][:2] == ["加倍 / Doubling", "問候 / Greeting"]
    assert titles["bob"][:3] == titles["ada"][:3] and found["bob"].score == 3


def test_an_unreadable_notebook_has_no_points_yet_and_a_person_is_asked(two: MiniCourse, grade: Grade) -> None:
    folder = submit(two, "ada", second=None)
    (folder / "second.ipynb").write_text('{"cells": [')
    report = grade()["ada"]
    assert report.waits and report.reason is not None and "second.ipynb" in report.trouble
    assert points(report)["mini", "test_greet"] == 5 and points(report)["second", "test_double"] is None
    assert rows(two, "ada")["second", "test_double"] == (None, True)


def test_a_notebook_that_never_ends_costs_the_other_no_point(two: MiniCourse, grade: Grade) -> None:
    two.configure('c.Examiner.limits["notebook_seconds"] = 2')
    submit(two, "ada", second="while True:\n    pass")
    assert points(grade()["ada"]) == {
        ("mini", "test_double"): 5, ("mini", "test_greet"): 5, ("second", "test_double"): 0, ("second", "essay"): None,
    }  # fmt: skip


def test_only_what_a_notebook_depends_on_is_in_a_key(two: MiniCourse) -> None:
    def fingerprint() -> str:
        from examiner.pipeline import load_assignment

        return load_assignment(two.course, "mini").fingerprint

    first = fingerprint()
    (two.root / "graders/mini/mini/right").mkdir()
    (two.root / "graders/mini/mini/right/x.py").write_text("1")
    assert fingerprint() == first
    (two.root / "graders/mini/data").mkdir()
    (two.root / "graders/mini/data/x.csv").write_text("1")
    assert fingerprint() != first


def test_a_master_that_its_grader_refuses_is_named_with_its_folder(two: MiniCourse, grade: Grade) -> None:
    two.grader("mini/test_double", "from examiner import points\n@points(5)\ndef test_a(student): assert 1 == 2")
    submit(two, "ada")
    with pytest.raises(CourseError, match="graders/mini/mini: 1 check does not hold"):
        grade()


def test_grade_cells_without_a_grader_are_listed_with_the_file_to_write(two: MiniCourse, grade: Grade) -> None:
    folder = two.root / "graders/mini/mini"
    (folder / "unfinished").mkdir()
    (folder / "test_double.py").rename(folder / "unfinished/test_double.py.txt")
    submit(two, "ada")
    with pytest.raises(CourseError, match="1 grade cell has no grader, so nothing is graded") as caught:
        grade()
    begun = "begun in unfinished/test_double.py.txt: finish it, move it"
    assert f"- mini.ipynb, test_double: write {folder / 'test_double.py'} ({begun})" in str(caught.value)
    assert f"move {folder} away" in str(caught.value)
    folder.rename(two.root / "elsewhere")
    assert grade()["ada"].score == 13


def test_a_test_that_the_second_master_fails_is_a_fault_of_its_own_task(two: MiniCourse, grade: Grade) -> None:
    master = second_master()
    cell_of(master, "test_double").source = "assert double(2) == 21"
    nbformat.write(master, two.root / "source/mini/second.ipynb")
    submit(two, "ada")
    report = grade()["ada"]
    assert report.fault is not None and points(report)["second", "test_double"] is None
    assert points(report)["mini", "test_double"] == 5


def test_graders_share_data_and_modules_of_the_assignment_and_of_their_notebook(two: MiniCourse, grade: Grade) -> None:
    folder = two.root / "graders/mini"
    (folder / "data").mkdir()
    (folder / "data" / "six.txt").write_text("6")
    (folder / "common.py").write_text("FOUR = 4\n")
    (folder / "mini" / "own.py").write_text("TWO = 2\n")
    two.grader(
        "mini/test_double",
        """
        from examiner import points
        from mini_common import FOUR
        from mini_mini_own import TWO

        @points(5)
        def test_a(student, hidden):
            assert student.double(TWO) == FOUR and student.double(3) == int((hidden / "six.txt").read_text())
        """,
    )
    submit(two, "ada")
    assert points(grade()["ada"])["mini", "test_double"] == 5


def test_keys_tell_the_same_grade_id_of_two_notebooks_apart(two: MiniCourse, grade: Grade) -> None:
    submit(two, "ada")
    keys = [task.key for task in grade()["ada"].tasks]
    assert len(set(keys)) == len(keys) == 4 and TaskKey("second", "test_double") in keys
    assert mini_master().cells  # the first notebook is the small course's own


def test_each_notebook_has_a_page_with_the_total_and_the_class_report_names_it(two: MiniCourse, grade: Grade) -> None:
    submit(two, "ada", second=WRONG)
    grade()
    pages = dict(zip(("mini", "second"), (path for _, path in feedback(two.course, "mini")), strict=True))
    texts = {name: path.read_text() for name, path in pages.items()}
    assert [path.name for path in pages.values()] == ["mini.html", "second.html"]  # as nbgrader names them
    assert 'href="second.html"' in texts["mini"] and 'href="mini.html"' in texts["second"]
    assert "Greeting" in texts["mini"] and "Greeting" not in texts["second"]
    assert all('class="big"><b>10<' in text for text in texts.values())
    shown = Path(class_report(two.course, "mini").path).read_text()
    assert "mini: 加倍" in shown and "second: double" in shown


def test_a_task_is_named_with_its_notebook_where_two_have_one_of_the_name(two: MiniCourse) -> None:
    assert tasks_named(two.course, "mini", ["test_greet"]) == [TaskKey("mini", "test_greet")]
    assert tasks_named(two.course, "mini", ["second:double"]) == [TaskKey("second", "test_double")]
    with pytest.raises(CourseError, match="say which one: mini:test_double or second:test_double"):
        tasks_named(two.course, "mini", ["test_double"])


def test_an_audit_is_of_each_notebook_that_has_graders(two: MiniCourse) -> None:
    assert audited_notebooks(two.course, "mini") == {"mini": ()}
    assert audited_notebooks(two.course, "mini", ["mini:double"]) == {"mini": ("double",)}
    folder = two.root / "graders/mini/second"
    folder.mkdir()
    (folder / "test_double.py").write_text("")
    assert audited_notebooks(two.course, "mini") == {"mini": (), "second": ()}
    assert audited_notebooks(two.course, "mini", ["greet", "second:double"]) == {
        "mini": ("greet",),
        "second": ("double",),
    }
    with pytest.raises(CourseError, match="say which one: mini:double or second:double"):
        audited_notebooks(two.course, "mini", ["double"])


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # of nbgrader's add_submission
def test_nbgraders_own_autograde_grades_both_and_once(two: MiniCourse, server: ForkServer, monkeypatch) -> None:
    Door.clear_instance()
    monkeypatch.setattr(nbgrader_plugin, "shared_server", lambda preload, user=None: server)
    graded: list[str] = []
    real = Door.graded
    monkeypatch.setattr(Door, "graded", lambda door, *args: graded.append("") or real(door, *args))
    submit(two, "ada", second=WRONG)
    monkeypatch.chdir(two.root)
    config = PyFileConfigLoader("nbgrader_config.py", path=str(two.root)).load_config()
    config.CourseDirectory.root = str(two.root)
    api = NbGraderAPI(config=Config(config))
    try:
        assert api.generate_assignment("mini")["success"] is True
        answer = api.autograde("mini", "ada")
        assert answer["success"] is True, answer
    finally:
        Door.instance().close()
        Door.clear_instance()
    assert len(graded) == 1
    assert rows(two, "ada")["mini", "test_double"] == (5, False)
    assert rows(two, "ada")["second", "test_double"] == (0, False)
    folder = two.course.autograded("ada", "mini")
    assert sorted(path.name for path in folder.glob("*.ipynb")) == ["mini.ipynb", "second.ipynb"]
    assert read_report(two.course.report_json("ada", "mini")).score == 10
