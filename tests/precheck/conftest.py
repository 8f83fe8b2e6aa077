"""The tiny course, and what its students have of it."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from nbformat import NotebookNode
from tests.fixtures.tiny import course, make, write_course

from examiner.model.notebook import text_of
from examiner.release.form import release_form

__all__ = ["course", "make", "write_course"]

ANSWERS = {
    "double": "def double(x):\n    return np.multiply(x, 2)",
    "halve": "def halve(x):\n    return x / 2",
}


@pytest.fixture
def edition(course, make) -> NotebookNode:
    """What was handed out."""
    master = make.master()
    for cell in master.cells:
        if cell.id == "halve":
            cell.source = "def halve(x):\n    ### BEGIN SOLUTION\n    return np.divide(x, 2.0)\n    ### END SOLUTION"
    return release_form(master, course.settings)


@pytest.fixture
def handed_out(tmp_path, edition) -> Path:
    """The folder that was handed out."""
    folder = tmp_path / "handed_out"
    folder.mkdir()
    (folder / "hw1.ipynb").write_text(text_of(edition), encoding="utf-8")
    (folder / "numbers.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    return folder


@pytest.fixture
def mine(tmp_path, edition):
    """Write a student's notebook, with all answered but for what is given, and the file beside it."""

    def write(name: str = "hw1.ipynb", **answers: str) -> Path:
        notebook = copy.deepcopy(edition)
        for cell in notebook.cells:
            cell.source = {**ANSWERS, **answers}.get(cell.id, cell.source)
        folder = tmp_path / "mine"
        folder.mkdir(exist_ok=True)
        (folder / "numbers.csv").write_text("a,b\n1,2\n", encoding="utf-8")
        (folder / name).write_text(text_of(notebook), encoding="utf-8")
        return folder / name

    return write
