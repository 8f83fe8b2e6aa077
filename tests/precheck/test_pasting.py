"""The cell for Jupyter and Colab says the same as the command, and leaves nothing behind in the notebook."""

from __future__ import annotations

import builtins
import contextlib
import io
import json
import sys
from pathlib import Path
from types import ModuleType

import nbformat
import pytest
from nbclient import NotebookClient

from examiner.precheck.cell import MARK
from examiner.precheck.pasting import pasted
from examiner.precheck.released import read_release


@pytest.fixture
def text(handed_out) -> str:
    """The cell."""
    return pasted(read_release(handed_out))


@pytest.fixture
def printed(text, monkeypatch):
    """Run the cell in a folder; return what it prints and the names that it leaves."""

    def printed(folder: Path) -> tuple[str, set[str]]:
        monkeypatch.chdir(folder)
        names: dict[str, object] = {"__builtins__": builtins}
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(text, "cell", "exec"), names)
        return out.getvalue(), set(names) - {"__builtins__"}

    return printed


def test_it_runs_in_a_real_kernel_beside_the_notebook(text, mine):
    path = mine()
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(text))
    nbformat.write(notebook, path)
    own = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text), nbformat.v4.new_code_cell("dir()")])
    NotebookClient(own, resources={"metadata": {"path": str(path.parent)}}).execute()
    out = "".join(output.text for output in own.cells[0].outputs)
    assert "It runs from top to bottom without an error." in out and "Ready to be handed in" in out
    assert "check_before_handing_in" not in own.cells[1].outputs[0].data["text/plain"]


def test_it_says_what_the_command_says(printed, mine, edition):
    stub = next(cell.source for cell in edition.cells if cell.id == "halve")
    path = mine(halve=stub)
    (path.parent / "numbers.csv").unlink()
    out, names = printed(path.parent)
    assert "Not answered yet: " in out and "halve" in out
    assert "numbers.csv" in out and "Cells that stop because a task is not answered: 1." in out
    assert names == set()


def test_missing_and_changed_cells_are_told(printed, mine):
    path = mine()
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.id != "halve"]
    next(cell for cell in notebook.cells if cell.id == "test_double").source = "assert True"
    nbformat.write(notebook, path)
    out, _ = printed(path.parent)
    assert "These cells are missing: " in out and "not to be changed and will be put back" in out


def test_it_finds_the_notebook_whatever_its_name(printed, mine):
    path = mine(name="Copy of hw1.ipynb")
    assert "Copy of hw1.ipynb" in printed(path.parent)[0]


def test_a_folder_without_the_notebook_is_told(printed, tmp_path):
    assert "hw1.ipynb was not found" in printed(tmp_path)[0]


def test_in_colab_it_asks_for_the_notebook(printed, mine, monkeypatch):
    path = mine()
    colab = ModuleType("google.colab._message")
    colab.blocking_request = lambda name, timeout_sec: {"ipynb": json.loads(path.read_text())}
    for name, module in {"google.colab": ModuleType("google.colab"), "google.colab._message": colab}.items():
        monkeypatch.setitem(sys.modules, name, module)
    folder = path.parent.with_name("content")
    folder.mkdir()
    (folder / "numbers.csv").write_text("a\n1\n")
    assert "Ready to be handed in" in printed(folder)[0]


def test_students_cells_behind_it_are_read_as_before(text):
    assert "__future__" not in text and text.startswith(MARK)
    assert max(map(len, text.splitlines())) <= 130
