"""Which tasks count as left as they were handed out, and what a report says it was graded with."""

from __future__ import annotations

import copy
import importlib.metadata
import platform

import numpy
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from tests.conftest import cell_of, mini_master

from examiner.model import Task, Text
from examiner.pipeline.unanswered import with_answered
from examiner.pipeline.versions import told_versions

TASKS = tuple(Task("mini", name, f"test_{name}", Text.plain(name), 0.0, 5.0) for name in ("double", "greet"))


def answered(notebook: NotebookNode, edition: NotebookNode) -> dict[str, bool]:
    return {task.task: task.answered for task in with_answered(TASKS, notebook, (edition,))}


def test_a_cell_as_it_was_handed_out_is_no_answer() -> None:
    edition = mini_master()
    notebook = copy.deepcopy(edition)
    assert answered(notebook, edition) == {"double": False, "greet": False}
    cell_of(notebook, "double").source += "\n\n"
    assert answered(notebook, edition) == {"double": False, "greet": False}
    cell_of(notebook, "double").source = "def double(x): return x + x"
    assert answered(notebook, edition) == {"double": True, "greet": False}


def test_an_emptied_cell_and_one_of_the_students_own_are_answers() -> None:
    edition = mini_master()
    notebook = copy.deepcopy(edition)
    notebook.cells.insert(3, new_code_cell("def double(x): return 2 * x"))
    assert answered(notebook, edition)["double"]


def test_a_report_names_python_and_the_libraries_that_kernels_have_imported() -> None:
    found = told_versions(("numpy", "numpy.linalg", "json", "no_such_module"))
    assert found == {"Python": platform.python_version(), "numpy": importlib.metadata.version("numpy")}
    assert found["numpy"] == numpy.__version__
