"""What many tests share: a small course, and one warm fork server for the whole session."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from hypothesis import settings
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from examiner.course.layout import Course
from examiner.kernels.forkserver import ForkServer

# Graders that run in the same process leave Hypothesis no folder for its database.
settings.register_profile("tests", database=None)
settings.load_profile("tests")

pytest_plugins = ["pytester", "tests.suite", "tests.fixtures.commands"]

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "mini"
c.Exchange.root = ""
c.Examiner.preload = ["numpy"]
c.Examiner.limits = {"cell_seconds": 3, "call_seconds": 2, "notebook_seconds": 60, "memory_mib": 256}
c.Autograde.sanitize_preprocessors = ["nbgrader.preprocessors.ClearOutput", "examiner.nbgrader_plugin.Intake"]
c.Autograde.autograde_preprocessors = [
    "examiner.nbgrader_plugin.Grade",
    "nbgrader.preprocessors.IgnorePattern",
    "nbgrader.preprocessors.LimitOutput",
    "examiner.nbgrader_plugin.Save",
]
"""

GRADERS = {
    "test_double": '''
        """加倍 / Doubling"""
        import numpy as np
        from examiner import approx, hint, points

        @points(2)
        def test_one_number(student):
            """一個數 / One number"""
            assert student.double(3) == 6, hint("想想兩倍 / Think of twice")

        @points(3)
        def test_hidden_array(student, rng):
            """隱藏的陣列 / A hidden array"""
            x = rng.normal(size=5)
            assert student.double(x) == approx(2 * x)
    ''',
    "test_greet": '''
        """問候 / Greeting"""
        import pytest
        from examiner import points

        @points(4)
        @pytest.mark.parametrize("name", ["Ada", "小明"])
        def test_name(student, name):
            """說出名字 / Says the name"""
            assert student.greet(name) == f"Hello, {name}!"

        @points(1)
        def test_prints_once(student):
            """印出一行 / Prints one line"""
            assert student.stdout.count("ready") == 1
    ''',
}

ANSWERS = {
    "double": "### BEGIN SOLUTION\nimport numpy as np\n\ndef double(x):\n    return 2 * x if np.isscalar(x) else 2 * np.asarray(x)\n### END SOLUTION",
    "greet": 'def greet(name):\n    ### BEGIN SOLUTION\n    return f"Hello, {name}!"\n    ### END SOLUTION\n\nprint("ready")',
}
POINTS = {"double": 5, "greet": 5}
CHECKS = {"double": "assert double(2) == 4", "greet": 'assert greet("Bo") == "Hello, Bo!"'}


def marked_cell(kind: str, source: str, grade_id: str, **flags: object) -> NotebookNode:
    """Return a cell of nbgrader's."""
    cell = (new_code_cell if kind == "code" else new_markdown_cell)(source, id=grade_id.replace("_", "-"))
    cell.metadata["nbgrader"] = {
        "schema_version": 3,
        "grade_id": grade_id,
        "grade": False,
        "solution": False,
        "locked": False,
        "task": False,
        **flags,
    }
    return cell


def mini_master() -> NotebookNode:
    """Return a master notebook with two tasks of five points."""
    cells = [new_markdown_cell("# Mini", id="title"), new_code_cell("import math", id="imports")]
    for name, answer in ANSWERS.items():
        cells.append(marked_cell("code", answer, name, solution=True))
        cells.append(marked_cell("code", CHECKS[name], f"test_{name}", grade=True, locked=True, points=POINTS[name]))
    return new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    )


def cell_of(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    """Return the nbgrader cell of that id."""
    return next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


class MiniCourse:
    """A course of one assignment ``mini`` that tests may change."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "nbgrader_config.py").write_text(CONFIG)
        (root / "source/mini").mkdir(parents=True)
        (root / "graders/mini").mkdir(parents=True)
        nbformat.write(mini_master(), root / "source/mini/mini.ipynb")
        for name, text in GRADERS.items():
            self.grader(name, text)

    @property
    def course(self) -> Course:
        """The course as the program sees it."""
        return Course.find(self.root)

    def grader(self, name: str, text: str) -> Path:
        """Write a grader module."""
        path = self.root / "graders/mini" / f"{name}.py"
        path.write_text(textwrap.dedent(text).lstrip(), encoding="utf-8")
        return path

    def configure(self, text: str) -> None:
        """Add lines to the settings."""
        with open(self.root / "nbgrader_config.py", "a", encoding="utf-8") as file:
            file.write(text + "\n")

    def submit(self, student: str, edit: Callable[[NotebookNode], object] | None = None, **answers: str) -> Path:
        """Hand in the master with some answers replaced."""
        notebook = mini_master()
        for name, source in answers.items():
            cell_of(notebook, name).source = source
        if edit is not None:
            edit(notebook)
        folder = self.root / "submitted" / student / "mini"
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, folder / "mini.ipynb")
        return folder / "mini.ipynb"


@pytest.fixture(scope="session")
def make_mini(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], MiniCourse]:
    """Makes small courses that tests share: what changes one works on a copy."""

    def make() -> MiniCourse:
        root = tmp_path_factory.mktemp("shared") / "course"
        root.mkdir()
        return MiniCourse(root)

    return make


@pytest.fixture
def mini(tmp_path: Path) -> MiniCourse:
    """A fresh small course."""
    root = tmp_path / "course"
    root.mkdir()
    return MiniCourse(root)


@pytest.fixture(scope="session")
def server() -> Iterator[ForkServer]:
    """A fork server with NumPy, shared by all tests."""
    with ForkServer(["numpy"]).start() as running:
        yield running
