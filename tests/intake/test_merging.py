"""However a student rearranged the notebook, the assignment's cells and all of the student's own come out."""

from __future__ import annotations

import copy
import itertools
import random
from typing import Any

import nbformat
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode

from examiner.intake.upload import Merged, merge
from examiner.model import Text
from examiner.model.cells import read_cell
from examiner.model.notebook import new_cell, new_notebook

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3"}, "language_info": {"name": "python"}}
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"


def grade_id(cell: NotebookNode) -> str:
    """Return nbgrader's id of a cell."""
    return read_cell(cell).grade_id


def marked(name: str, source: str, kind: str = "code", **flags: Any) -> NotebookNode:
    basis = {"schema_version": 3, "grade_id": name, "grade": False, "solution": False, "locked": False}
    return new_cell(kind, source, name, {"nbgrader": basis | flags, "deletable": False})


def answer(name: str, source: str = STUB) -> NotebookNode:
    return marked(name, source, solution=True)


def graded(name: str, source: str = "assert True") -> NotebookNode:
    return marked(name, source, grade=True, locked=True, points=2)


def own(source: str, name: str = "", kind: str = "code") -> NotebookNode:
    return new_cell(kind, source, name or f"own-{random.Random(source).getrandbits(40):x}")


def master() -> NotebookNode:
    return new_notebook(
        [
            new_cell("markdown", "# Title", "title", {"tags": ["en"]}),
            marked("imports", "import numpy as np", locked=True),
            own("given = 1", "given-a"),
            answer("a"),
            graded("test_a"),
            new_cell("markdown", "Now b", "prose-b", {"tags": ["en"]}),
            answer("b"),
            own("helper = 2", "given-b"),
            graded("test_b", "assert helper"),
            marked("essay", "YOUR ANSWER HERE", "markdown", grade=True, solution=True, points=5),
            own("print('end')", "given-end"),
        ],
        KERNEL,
    )


def student(*changes: Any) -> NotebookNode:
    notebook = master()
    for change in changes:
        change(notebook.cells)
    return notebook


def english(notes: tuple[Text, ...]) -> list[str]:
    assert all(len(note.sides) == 2 for note in notes)
    return [note.en for note in notes]


def at(cells: list[NotebookNode], name: str) -> int:
    return next(index for index, cell in enumerate(cells) if cell.id == name)


def outline(merged: Merged) -> list[str]:
    return [grade_id(cell) or cell.source for cell in merged.notebook.cells]


def source(merged: Merged, name: str) -> str:
    return next(cell.source for cell in merged.notebook.cells if grade_id(cell) == name)


WHOLE = [
    "# Title",
    "imports",
    "given = 1",
    "a",
    "test_a",
    "Now b",
    "b",
    "helper = 2",
    "test_b",
    "essay",
    "print('end')",
]


def test_an_untouched_notebook_stays_as_it_is() -> None:
    merged = merge(master(), master())
    assert merged.notebook == master()
    assert merged.notes == ()


def test_answers_are_the_students() -> None:
    notebook = student()
    notebook.cells[at(notebook.cells, "a")].source = "a = 1"
    merged = merge(master(), notebook)
    assert source(merged, "a") == "a = 1"
    assert merged.notes == ()


def test_neither_input_is_changed() -> None:
    one, two = master(), student(lambda cells: cells.pop(3))
    before = copy.deepcopy((one, two))
    merge(one, two).notebook.cells[0].metadata["x"] = 1
    assert (one, two) == before


@pytest.mark.parametrize("name", ["imports", "test_a"])
def test_a_changed_locked_cell_is_restored_and_noted(name: str) -> None:
    notebook = student()
    notebook.cells[at(notebook.cells, name)].source = "pass"
    merged = merge(master(), notebook)
    assert merged.notebook == master()
    assert english(merged.notes) == [f"The text of these cells must stay as given and was restored: {name}."]


def test_white_space_at_line_ends_is_no_change_of_a_locked_cell() -> None:
    notebook = student()
    notebook.cells[at(notebook.cells, "imports")].source = "import numpy as np  \r\n\n"
    assert merge(master(), notebook).notes == ()
    assert merge(master(), notebook).notebook == master()


def test_a_locked_cell_of_another_type_is_restored_and_noted() -> None:
    notebook = student()
    index = at(notebook.cells, "test_a")
    notebook.cells[index] = new_cell("raw", "assert True", "test_a", notebook.cells[index].metadata)
    merged = merge(master(), notebook)
    assert merged.notebook == master()
    assert "restored: test_a." in merged.notes[0].en


def test_an_answer_of_another_type_is_code_again_with_its_text() -> None:
    notebook = student()
    index = at(notebook.cells, "a")
    notebook.cells[index] = new_cell("markdown", "a = 1", "a", notebook.cells[index].metadata)
    merged = merge(master(), notebook)
    cell = merged.notebook.cells[index]
    assert (cell.cell_type, cell.source, cell.outputs) == ("code", "a = 1", [])
    assert english(merged.notes) == ["These answers had another cell type, which was changed back: a."]


@pytest.mark.parametrize("name", ["imports", "a", "test_a", "b", "test_b", "essay"])
def test_a_missing_cell_comes_back_at_its_place(name: str) -> None:
    merged = merge(master(), student(lambda cells: cells.pop(at(cells, name))))
    assert outline(merged) == WHOLE
    assert english(merged.notes) == [f"These cells were missing and were put back as given: {name}."]


def test_all_cells_missing_come_back() -> None:
    merged = merge(master(), new_notebook([own("mine = 1")]))
    assert [name for name in outline(merged) if name in ("imports", "a", "test_a", "b", "test_b", "essay")] == [
        "imports", "a", "test_a", "b", "test_b", "essay"
    ]  # fmt: skip
    assert outline(merged)[0] == "mine = 1"


def test_a_missing_test_comes_after_the_students_own_cells_that_follow_the_answer() -> None:
    def change(cells: list[NotebookNode]) -> None:
        cells[at(cells, "test_a")] = own("repaired = True")

    assert outline(merge(master(), student(change)))[3:7] == ["a", "repaired = True", "test_a", "Now b"]


def test_the_last_changed_copy_of_an_answer_counts_and_an_untouched_one_does_not_undo_it() -> None:
    def change(cells: list[NotebookNode]) -> None:
        place = at(cells, "a")
        cells[place : place + 1] = [answer("a", "a = 1"), answer("a", "a = 2"), answer("a")]

    merged = merge(master(), student(change))
    assert outline(merged)[2:6] == ["given = 1", "a = 1", "a", "test_a"]
    assert source(merged, "a") == "a = 2"
    assert english(merged.notes) == [
        "There were several copies of these answers; the last one that you changed counts: a."
    ]


def test_of_unchanged_copies_of_an_answer_the_first_counts() -> None:
    merged = merge(master(), student(lambda cells: cells.insert(at(cells, "a"), answer("a"))))
    assert outline(merged) == WHOLE
    assert merged.notes == ()


def test_extra_copies_of_a_locked_cell_are_removed() -> None:
    def change(cells: list[NotebookNode]) -> None:
        cells.insert(0, graded("test_a", "assert 1"))
        cells.append(graded("test_a"))

    merged = merge(master(), student(change))
    assert outline(merged) == WHOLE
    assert english(merged.notes) == ["There were several copies of these cells; the extra ones were removed: test_a."]


def test_moved_cells_return_to_the_assignments_order_with_what_follows_them() -> None:
    def change(cells: list[NotebookNode]) -> None:
        place = at(cells, "b")
        cells.insert(place + 1, own("mine = 1"))
        moved = cells[place : place + 2]
        del cells[place : place + 2]
        cells[1:1] = moved

    merged = merge(master(), student(change))
    assert [name for name in outline(merged) if name in ("imports", "a", "test_a", "b", "test_b", "essay")] == [
        "imports", "a", "test_a", "b", "test_b", "essay"
    ]  # fmt: skip
    assert outline(merged)[outline(merged).index("b") + 1] == "mine = 1"
    assert english(merged.notes) == ["Cells had changed places and were put back into the order of the assignment."]


def test_own_cells_stay_where_they_are_if_the_order_agrees() -> None:
    def change(cells: list[NotebookNode]) -> None:
        for place in range(len(cells), -1, -1):
            cells.insert(place, own(f"mine = {place}"))

    notebook = student(change)
    merged = merge(master(), notebook)
    assert [cell.source for cell in merged.notebook.cells] == [cell.source for cell in notebook.cells]
    assert merged.notes == ()


def test_metadata_is_the_assignments() -> None:
    notebook = student()
    notebook.metadata = {"kernelspec": {"name": "evil"}, "widgets": {}}
    for cell in notebook.cells:
        cell.metadata["tags"] = ["raises-exception"]
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader |= {"points": 1000, "grade": True, "locked": False, "solution": True}
    assert merge(master(), notebook).notebook == master()


def test_own_cells_carry_no_metadata() -> None:
    mine = new_cell("code", "mine = 1", "mine", {"tags": ["x"], "nbgrader": {"grade": True, "points": 99}})
    merged = merge(master(), student(lambda cells: cells.append(mine)))
    assert merged.notebook.cells[-1].metadata == {}
    assert merged.notes == ()


def test_unknown_nbgrader_ids_are_removed_and_counted() -> None:
    merged = merge(master(), student(lambda cells: cells.append(graded("test_z", "z = 1"))))
    assert merged.notebook.cells[-1].metadata == {}
    assert merged.notebook.cells[-1].source == "z = 1"
    assert english(merged.notes) == [
        "Cells with an nbgrader id that this assignment does not have count as your own: 1."
    ]


@pytest.mark.parametrize("metadata", [None, [], 5, {"nbgrader": []}, {"nbgrader": {"grade_id": 5}}])
def test_metadata_of_any_shape_is_survived(metadata: Any) -> None:
    mine = own("mine = 1")
    mine["metadata"] = metadata
    assert outline(merge(master(), student(lambda cells: cells.append(mine))))[-1] == "mine = 1"


def test_edited_prose_stays_edited_with_the_assignments_metadata() -> None:
    def change(cells: list[NotebookNode]) -> None:
        cells[0].source, cells[0].metadata = "# My title", {}

    cell = merge(master(), student(change)).notebook.cells[0]
    assert (cell.id, cell.source, cell.metadata) == ("title", "# My title", {"tags": ["en"]})


def test_given_cells_are_recognised_by_their_text_if_a_tool_dropped_the_ids() -> None:
    notebook = student()
    for number, cell in enumerate(notebook.cells):
        cell.id = f"upload-{number}"
    assert merge(master(), notebook).notebook == master()


def test_deleted_given_code_is_noted_but_not_restored() -> None:
    merged = merge(master(), student(lambda cells: cells.pop(at(cells, "given-b"))))
    assert "helper = 2" not in outline(merged)
    assert english(merged.notes) == ["Given code is missing, without which later cells may fail: 'helper = 2'."]


def test_deleted_prose_is_not_noted() -> None:
    assert merge(master(), student(lambda cells: cells.pop(0))).notes == ()


def test_an_id_of_the_assignment_cannot_be_taken_by_another_cell() -> None:
    def change(cells: list[NotebookNode]) -> None:
        cells.insert(0, own("mine = 1", "test_a"))
        cells.insert(0, own("mine = 2", "title"))  # code, where the given cell is prose

    merged = merge(master(), student(change))
    ids = [cell.id for cell in merged.notebook.cells]
    assert len(ids) == len(set(ids))
    assert merged.notebook.cells[ids.index("test_a")].metadata.nbgrader.points == 2
    assert merged.notebook.cells[ids.index("title")].source == "# Title"


def test_merging_twice_changes_nothing_more() -> None:
    first = merge(master(), student(lambda cells: random.Random(1).shuffle(cells))).notebook
    again = merge(master(), first)
    assert (again.notebook, again.notes) == (first, ())


TYPES = st.sampled_from(["code", "markdown", "raw"])
CELL_NAMES = st.sampled_from(["", "title", "test_a", "one", "-"])
ANSWER_NAMES = st.sampled_from(["a", "b", "essay", "stranger"])
LOCKED_NAMES = st.sampled_from(["test_a", "test_b", "imports", "stranger"])
CELLS = st.one_of(
    st.sampled_from(range(len(master().cells))).map(lambda index: master().cells[index]),
    st.builds(answer, ANSWER_NAMES, st.sampled_from(["x = 1", "x = 2", STUB])),
    st.builds(graded, LOCKED_NAMES, st.sampled_from(["pass", ""])),
    st.builds(own, st.text(max_size=3), CELL_NAMES, TYPES),
)


@settings(deadline=None)
@given(st.lists(CELLS, max_size=25))
def test_any_upload_gives_each_nbgrader_cell_once_in_order_and_loses_no_own_cell(
    cells: list[NotebookNode],
) -> None:
    given = {grade_id(cell): cell for cell in master().cells if grade_id(cell)}
    merged = merge(master(), new_notebook(cells)).notebook
    nbformat.validate(merged)
    found = [cell for cell in merged.cells if grade_id(cell)]
    assert [grade_id(cell) for cell in found] == list(given)
    for cell in found:
        assert cell.metadata == given[grade_id(cell)].metadata
        assert cell.cell_type == given[grade_id(cell)].cell_type
        if not cell.metadata.nbgrader.solution:
            assert cell.source == given[grade_id(cell)].source
    texts = {cell.source for cell in master().cells}
    locked = {name for name, cell in given.items() if not cell.metadata.nbgrader.solution}
    theirs = [c.source for c in cells if not {grade_id(c), c.id} & locked and c.source not in texts]
    kept = [c.source for c in merged.cells]
    for text in theirs:
        assert theirs.count(text) <= kept.count(text)
    assert len(kept) <= len(cells) + len(given)
    assert len({cell.id for cell in merged.cells}) == len(merged.cells)


@settings(deadline=None)
@given(st.lists(CELLS, max_size=15))
@example([master().cells[6], own("", "-"), own("", "-"), graded("test_a", "pass")])
def test_own_cells_keep_their_order_after_the_cell_that_they_followed(cells: list[NotebookNode]) -> None:
    numbered = [own(f"n = {n}", f"n-{n}") if not grade_id(cell) else cell for n, cell in enumerate(cells)]
    merged = merge(master(), new_notebook(numbered)).notebook
    order = [cell.source for cell in merged.cells if cell.source.startswith("n = ")]
    taken = {cell.source for cell in merged.cells if grade_id(cell)}  # for the answer that is missing there
    for first, second in itertools.pairwise(numbered):
        if not any(grade_id(cell) or cell.source in taken for cell in (first, second)):
            assert order.index(second.source) == order.index(first.source) + 1


@settings(deadline=None)
@given(st.lists(CELLS, max_size=15))
def test_merging_is_repeatable(cells: list[NotebookNode]) -> None:
    assert merge(master(), new_notebook(cells)) == merge(master(), new_notebook(cells))


def test_an_answer_keeps_its_pictures_and_given_text_the_assignments() -> None:
    theirs, ours = {"a.png": {"image/png": "student"}}, {"a.png": {"image/png": "assignment"}}

    def cells(pictures: dict[str, Any], answered: str) -> NotebookNode:
        found = [
            marked("essay", answered, "markdown", solution=True, grade=True, points=2),
            marked("told", "![a](attachment:a.png)", "markdown", locked=True),
            own("![a](attachment:a.png)", "free", "markdown"),
            own("mine", "own", "markdown"),
        ]
        for cell in found:
            cell["attachments"] = pictures
        return new_notebook(found)

    given = cells(ours, "write")
    merged = merge(new_notebook(given.cells[:3]), cells(theirs, "![a](attachment:a.png)")).notebook
    assert [cell.attachments for cell in merged.cells] == [theirs, ours, ours, theirs]
