"""One reader of nbgrader's metadata: what it says of good cells, and that no cell makes it stumble."""

from __future__ import annotations

import ast
import dataclasses
import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbgrader import utils

import examiner
from examiner.model.cells import answer_cells, cells_of, grade_cells, mark, marked_cells, read_cell
from examiner.model.notebook import new_cell, new_notebook

SOURCES = Path(examiner.__file__).parent
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
FLAGS = ("grade", "solution", "locked", "task")
FIELDS = (*FLAGS, "grade_id", "points", "checksum", "schema_version")
MARKS = st.dictionaries(st.sampled_from(FIELDS), JSON)
METADATA = st.fixed_dictionaries({}, optional={"nbgrader": JSON | MARKS, "tags": JSON}) | JSON
CELLS = JSON | st.fixed_dictionaries(
    {}, optional={"cell_type": JSON, "source": JSON, "id": JSON, "metadata": METADATA, "outputs": JSON}
)


def cell(name: str = "", kind: str = "code", **marks: object) -> NotebookNode:
    """Return a cell with nbgrader metadata."""
    return mark(new_cell(kind, f"# {name}", name or "plain"), grade_id=name, **marks)


def sheet() -> NotebookNode:
    """Return a notebook with a cell of each of nbgrader's kinds."""
    return new_notebook(
        [
            new_cell("markdown", "# Title", "title"),
            cell("f", solution=True),
            cell("test_f", grade=True, locked=True, points=2, checksum="abc", schema_version=3),
            cell("essay", "markdown", grade=True, solution=True, points="1.5"),
            cell("project", "markdown", grade=True, task=True, points=4),
            cell("given", locked=True),
        ]
    )


@settings(deadline=None)
@given(CELLS, st.integers(0, 9))
def test_no_cell_makes_it_stumble(raw: Any, index: int) -> None:
    read = read_cell(raw, index)
    assert read.index == index
    assert all(type(getattr(read, flag)) is bool for flag in FLAGS)
    assert all(type(getattr(read, name)) is str for name in ("type", "source", "id", "grade_id", "checksum"))
    assert type(read.points) is float
    assert math.isfinite(read.points)
    assert hash(read) == hash(read_cell(raw, index))


@settings(deadline=None)
@given(MARKS)
def test_its_flags_are_those_that_nbgrader_itself_reads(marks: dict[str, Any]) -> None:
    node = new_cell("code", "", "a", {"nbgrader": marks})
    read = read_cell(node)
    assert read.grade == bool(utils.is_grade(node))
    assert read.solution == bool(utils.is_solution(node))
    assert read.task == bool(utils.is_task(node))
    assert read.is_read_only == bool(utils.is_locked(node))
    assert read.is_marked == (read.grade or read.solution or read.task or read.is_read_only)


def test_each_kind_of_cell_is_told_from_the_others() -> None:
    title, answer, test, essay, project, given_cell = cells_of(sheet())
    assert (title.is_marked, title.grade_id, title.points, title.nbgrader) == (False, "", 0.0, {})
    assert (answer.is_autograded_answer, answer.is_read_only, answer.is_manual) == (True, False, False)
    assert (test.is_read_only, test.is_manual, test.points) == (True, False, 2.0)
    assert (test.checksum, test.schema_version) == ("abc", 3)
    assert (essay.is_manual, essay.is_read_only, essay.is_autograded_answer, essay.points) == (True, False, False, 1.5)
    assert (project.is_manual, project.points) == (True, 4.0)
    assert (given_cell.is_marked, given_cell.is_read_only, given_cell.grade) == (True, True, False)


def test_the_cells_of_each_kind_are_found_in_their_order() -> None:
    assert [read.index for read in cells_of(sheet())] == list(range(6))
    assert [read.grade_id for read in grade_cells(sheet())] == ["test_f", "essay", "project"]
    assert list(answer_cells(sheet())) == ["f", "essay"]
    assert list(marked_cells(sheet())) == ["f", "test_f", "essay", "project", "given"]


def test_a_cell_without_an_id_is_no_answer_to_anything() -> None:
    notebook = new_notebook([cell("", solution=True)])
    assert cells_of(notebook)[0].solution
    assert answer_cells(notebook) == marked_cells(notebook) == {}


@pytest.mark.parametrize(
    ("points", "worth"),
    [(3, 3.0), (0.5, 0.5), ("2", 2.0), (None, 0.0), ("many", 0.0), ([1], 0.0), (10**400, 0.0), (math.nan, 0.0)],
)
def test_points_that_are_no_number_are_none(points: object, worth: float) -> None:
    assert read_cell(cell("a", grade=True, points=points)).points == worth


def test_text_may_be_stored_as_lines_and_tags_are_a_set() -> None:
    read = read_cell({"source": ["a\n", 5, "b"], "metadata": {"tags": ["en", "en", {}, 1]}})
    assert (read.source, read.tags) == ("a\nb", {"en"})


def test_what_was_read_changes_with_nothing() -> None:
    notebook = sheet()
    read = cells_of(notebook)[2]
    mark(notebook.cells[2], points=100)
    assert (read.points, read.nbgrader["points"]) == (2.0, 2)
    assert cells_of(notebook)[2].points == 100.0
    assert cells_of(notebook)[2].grade  # the other fields stayed
    with pytest.raises(dataclasses.FrozenInstanceError):
        read.points = 5.0  # type: ignore[misc]


def reads(tree: ast.AST) -> list[SimpleNamespace]:
    """Return where a module names nbgrader's metadata, or asks nbgrader what a cell is."""
    found = []
    resources = {  # resources["nbgrader"] is nbconvert's, of a conversion and not of a cell
        id(node.slice)
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "resources"
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value == "nbgrader" and id(node) not in resources:
            found.append(SimpleNamespace(what="key", line=node.lineno))
        elif isinstance(node, ast.Attribute) and node.attr == "nbgrader":
            found.append(SimpleNamespace(what="attribute", line=node.lineno))
        elif isinstance(node, ast.Attribute) and node.attr in ("is_grade", "is_solution", "is_task", "is_locked"):
            found.append(SimpleNamespace(what="utils", line=node.lineno))
    return found


def test_no_other_module_reads_nbgraders_metadata() -> None:
    allowed = {
        ("key", "model/cells.py"),
        ("key", "precheck/cell.py"),  # is pasted where nothing of ours is installed
        ("key", "intake/notes.py"),  # makes nbgrader's checksum anew, to see whose change a text is
        ("attribute", "intake/notes.py"),
        ("attribute", "intake/reading.py"),  # takes over what that checksum is made of
        ("attribute", "release/checks.py"),  # validates them: also those that no cell can have
        ("attribute", "gradebook/master.py"),  # refuses points that are none
        ("attribute", "pipeline/loaded.py"),  # hashes them whole
        ("key", "starting/libraries.py"),  # names the package, which no master needs preloaded
    }
    found = {
        (read.what, path.relative_to(SOURCES).as_posix())
        for path in SOURCES.rglob("*.py")
        for read in reads(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found == allowed


@pytest.mark.parametrize(
    "source",
    [
        'cell.metadata.get("nbgrader", {})',
        'cell["metadata"]["nbgrader"]',
        "cell.metadata.nbgrader.points",
        "utils.is_grade(cell)",
    ],
)
def test_every_way_of_reading_them_would_be_seen(source: str) -> None:
    assert reads(ast.parse(source))
