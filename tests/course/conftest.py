"""A tiny course: one assignment with an answer, its tests, a locked import and prose in two languages."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from examiner.course.layout import Course
from examiner.course.nodes import new_cell, new_notebook, text_of

CONFIG = 'c.CourseDirectory.course_id = "tiny"\nc.Examiner.languages = ["en"]\n'
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
ANSWER = """def double(x):
    ### BEGIN SOLUTION
    return np.multiply(x, 2)  # twice
    ### END SOLUTION"""
TESTS = """assert double(1) == 2
### BEGIN HIDDEN TESTS
assert double(1234567) == 2469134
### END HIDDEN TESTS"""


def _nbgrader(name: str, **flags: Any) -> dict[str, Any]:
    basis = {"schema_version": 3, "grade_id": name, "grade": False, "solution": False, "locked": False}
    return {"nbgrader": basis | flags}


def _code(source: str, name: str = "", **flags: Any) -> NotebookNode:
    return new_cell("code", source, name or f"c{abs(hash(source))}", _nbgrader(name, **flags) if flags else {})


def _prose(source: str, language: str = "") -> NotebookNode:
    name = f"m{abs(hash(source))}"
    return new_cell("markdown", source, name, {"tags": [language]} if language else {})


def _master() -> NotebookNode:
    cells = [
        _prose("# 加倍", "zh-TW"),
        _prose("# Doubling", "en"),
        _code("import numpy as np", "imports", locked=True),
        _prose("Write `double`."),
        _code(ANSWER, "double", solution=True),
        _code(TESTS, "test_double", grade=True, locked=True, points=4),
        _code("numbers = [1, 2, 3]"),
        _prose("Now write `halve`.", "en"),
        _code("def halve(x):\n    return np.divide(x, 2.0)", "halve", solution=True),
        _code("assert halve(2) == 1", "test_halve", grade=True, locked=True, points=2),
    ]
    return new_notebook(cells, KERNEL)


@pytest.fixture
def make() -> SimpleNamespace:
    """Builders of cells and notebooks."""
    return SimpleNamespace(code=_code, prose=_prose, master=_master, notebook=new_notebook, metadata=_nbgrader)


@pytest.fixture
def write_course(tmp_path: Path) -> Callable[..., Course]:
    """Write a course with the given master as hw1."""

    def write(master: NotebookNode | None = None, config: str = CONFIG) -> Course:
        root = tmp_path / "course"
        (root / "source" / "hw1").mkdir(parents=True, exist_ok=True)
        (root / "nbgrader_config.py").write_text(config, encoding="utf-8")
        (root / "source" / "hw1" / "hw1.ipynb").write_text(text_of(master or _master()), encoding="utf-8")
        return Course.find(root)

    return write


@pytest.fixture
def course(write_course: Callable[..., Course]) -> Course:
    """The tiny course, with a data file."""
    course = write_course()
    (course.source("hw1") / "numbers.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    return course


@pytest.fixture(scope="session")
def empty_gradebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook without entries: making one takes nbgrader seconds."""
    from nbgrader.api import Gradebook  # slow to import

    path = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    Gradebook(f"sqlite:///{path}", "").close()
    return path


@pytest.fixture
def gradebook_in(empty_gradebook: Path) -> Callable[[Course], None]:
    """Put an empty gradebook into a course."""
    return lambda course: shutil.copy(empty_gradebook, course.root / "gradebook.db") and None


@pytest.fixture
def upload(course: Course) -> Callable[..., Path]:
    """Write ada's submission of hw1; a notebook, text or bytes."""

    def write(content: NotebookNode | str | bytes, name: str = "hw1.ipynb") -> Path:
        folder = course.submitted("ada", "hw1")
        folder.mkdir(parents=True, exist_ok=True)
        text = nbformat.writes(content) if isinstance(content, NotebookNode) else content
        (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
        return folder

    return write
