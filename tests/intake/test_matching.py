"""An upload's cells are found whatever lost their ids, marks or places, and nothing undoes what a student wrote."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable

import nbformat
import pytest
from nbformat import NotebookNode

from examiner.intake.upload import Merged, merge, parse_notebook
from examiner.model.cells import mark, read_cell
from examiner.model.notebook import new_cell, new_notebook

AREA = 'def area(r):\n    """Area of a circle."""\n    raise NotImplementedError()'
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
RIGHT = "def area(r):\n    return 3.14 * r * r"
Change = Callable[[list[NotebookNode]], object]


def marked(name: str, source: str, kind: str = "code", **flags: object) -> NotebookNode:
    basis = {"schema_version": 3, "grade_id": name, "grade": False, "solution": False, "locked": False}
    return new_cell(kind, source, name, {"nbgrader": basis | flags})


def plain(source: str, name: str = "own", kind: str = "code") -> NotebookNode:
    return new_cell(kind, source, name)


def assignment() -> NotebookNode:
    return new_notebook(
        [
            plain("# Circles", "title", "markdown"),
            marked("setup", "import math", locked=True),
            plain("unit = 'cm'", "unit"),
            marked("area", AREA, solution=True),
            marked("test_area", "assert area(1) > 3", grade=True, locked=True, points=2),
            marked("v", STUB, solution=True),
            marked("test_v", "assert v == 2, unit", grade=True, locked=True, points=2),
            marked("essay", "YOUR ANSWER HERE", "markdown", grade=True, solution=True, points=2),
        ]
    )


def upload(**answers: str) -> NotebookNode:
    notebook = assignment()
    for cell in notebook.cells:
        cell.source = answers.get(cell.id, cell.source)
    return notebook


def answered() -> NotebookNode:
    return upload(area=RIGHT, v="v = 2", essay="Because.")


def without_marks(notebook: NotebookNode) -> NotebookNode:
    for cell in notebook.cells:
        cell.metadata = {}
    return notebook


def without_ids(notebook: NotebookNode) -> NotebookNode:
    for number, cell in enumerate(notebook.cells):
        cell.id = f"upload-{number}"
    return notebook


def sources(merged: Merged) -> dict[str, str]:
    return {read_cell(cell).grade_id: cell.source for cell in merged.notebook.cells if read_cell(cell).grade_id}


def code(merged: Merged) -> list[str]:
    return [cell.source for cell in merged.notebook.cells if cell.cell_type == "code"]


def english(merged: Merged) -> list[str]:
    return [note.en for note in merged.notes]


def result(merged: Merged) -> dict[str, object]:
    """Run the cells as a kernel does, each by itself."""
    names: dict[str, object] = {}
    for source in code(merged):
        try:
            exec(source, names)
        except (NotImplementedError, AssertionError):
            continue
    return names


def test_a_deleted_answer_that_was_written_anew_counts_and_is_not_undone() -> None:
    notebook = answered()
    notebook.cells[3:4] = [plain("r = 5", "tried"), plain(RIGHT, "new")]
    merged = merge(assignment(), notebook)
    assert sources(merged)["area"] == RIGHT
    assert code(merged).count(AREA) == 0
    assert english(merged) == [
        "These cells were without nbgrader's marks and were recognised by their ids, texts or places: area."
    ]


def test_an_answer_without_a_name_is_the_cell_in_its_place() -> None:
    notebook = answered()
    notebook.cells[5] = plain("v = 2", "new")
    assert sources(merge(assignment(), notebook))["v"] == "v = 2"


def test_an_answer_that_is_defined_elsewhere_is_put_back_empty() -> None:
    notebook = answered()
    notebook.cells[3:4] = []
    notebook.cells.insert(1, plain(f"{RIGHT}\nother = 1", "all"))
    merged = merge(assignment(), notebook)
    assert sources(merged)["area"] == ""
    assert result(merged)["area"](1) == 3.14  # type: ignore[operator]
    assert english(merged) == [
        "The cells of these answers were missing; your own cells that define the same names count: area."
    ]


def test_a_deleted_answer_that_nothing_stands_for_is_put_back_before_what_the_student_wrote_there() -> None:
    notebook = answered()
    notebook.cells[3] = plain("mine = 1", "mine")
    merged = merge(assignment(), notebook)
    assert code(merged)[1:5] == ["unit = 'cm'", AREA, "mine = 1", "assert area(1) > 3"]
    assert english(merged) == ["These cells were missing and were put back as given: area."]


@pytest.mark.parametrize(
    "lost",
    [
        pytest.param([without_marks], id="marks"),
        pytest.param([without_ids], id="ids"),
        pytest.param([without_marks, without_ids], id="marks and ids"),
    ],
)
def test_everything_is_found_without(lost: list[Callable[[NotebookNode], NotebookNode]]) -> None:
    notebook = answered()
    for lose in lost:
        notebook = lose(notebook)
    assert merge(assignment(), notebook).notebook == answered()


def test_new_nbgrader_ids_of_the_same_cells_are_no_loss() -> None:
    notebook = without_ids(answered())
    for cell in notebook.cells:
        if read_cell(cell).grade_id:
            mark(cell, grade_id=f"new-{read_cell(cell).grade_id}")
    merged = merge(assignment(), notebook)
    assert sources(merged) == sources(merge(assignment(), answered()))


@pytest.mark.parametrize("marks", [True, False])
@pytest.mark.parametrize("places", [(3, 4), (4, 3)])
def test_the_edited_copy_counts_and_an_untouched_one_does_not_undo_it(marks: bool, places: tuple[int, int]) -> None:
    notebook = upload(v="v = 2")
    edited, untouched = marked("area", RIGHT, solution=True), marked("area", AREA, solution=True)
    cells = dict(zip(places, (edited, untouched), strict=True))
    notebook.cells[3:4] = [cells[3], cells[4]]
    if not marks:
        notebook = without_ids(without_marks(notebook))
    merged = merge(assignment(), notebook)
    assert sources(merged)["area"] == RIGHT
    assert AREA not in code(merged)


@pytest.mark.parametrize("place", [3, 4])
def test_an_answer_written_beside_its_untouched_cell_counts(place: int) -> None:
    notebook = upload(v="v = 2")
    notebook.cells.insert(place, plain(RIGHT, "new"))
    merged = merge(assignment(), notebook)
    assert sources(merged)["area"] == RIGHT
    assert AREA not in code(merged)


def test_given_code_that_was_worked_on_is_not_told_as_missing() -> None:
    master = assignment()
    master.cells.insert(3, plain("for n in range(3):\n    shown = unit * n", "loop"))
    master.cells[-2].source = "assert v == 2, shown"
    notebook = without_ids(copy.deepcopy(master))
    notebook.cells[3].source = "print('units')\nfor n in range(3):\n    shown = n * unit"
    assert english(merge(master, notebook)) == []
    notebook.cells.pop(3)
    assert english(merge(master, notebook)) == [
        "Given code is missing, without which later cells may fail: 'for n in range(3):'."
    ]


def saved_by_colab(notebook: NotebookNode, *, marks: bool) -> bytes:
    """Return what Colab writes: format 4.0, its own ids in the metadata, its own types among the outputs."""
    data = json.loads(nbformat.writes(notebook))
    data |= {"nbformat_minor": 0}
    data["metadata"] = {"colab": {"provenance": []}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    for number, cell in enumerate(data["cells"]):
        del cell["id"]
        cell["metadata"] = {"id": f"i0TjYZotui{number:02}", **(cell["metadata"] if marks else {})}
        if cell["cell_type"] == "code":
            mime = "application/vnd.google.colaboratory.intrinsic+json"
            shown = {"text/plain": ["1"], mime: {"type": "string"}}
            cell["metadata"]["outputId"] = "1"
            cell["outputs"] = [{"output_type": "execute_result", "data": shown, "metadata": {}, "execution_count": 1}]
    return json.dumps(data).encode()


@pytest.mark.parametrize("marks", [True, False])
def test_what_colab_saved_is_graded_as_it_was(marks: bool) -> None:
    reading = parse_notebook(saved_by_colab(answered(), marks=marks), "hw1.ipynb")
    assert reading.notes == ()
    assert merge(assignment(), reading.notebook).notebook == answered()


@pytest.mark.parametrize("minor", [0, 2, 4])
@pytest.mark.parametrize("ends", ["\r\n", "\n   \n"])
def test_old_formats_line_ends_a_byte_order_mark_and_blanks_change_nothing(minor: int, ends: str) -> None:
    data = json.loads(nbformat.writes(answered())) | {"nbformat_minor": minor}
    for cell in data["cells"]:
        del cell["id"]
        if "solution" not in str(cell["metadata"]):
            cell["source"] = [f"{line}{ends}" for line in "".join(cell["source"]).splitlines()]
    reading = parse_notebook(b"\xef\xbb\xbf" + json.dumps(data).replace("\n", "\r\n").encode(), "hw1.ipynb")
    merged = merge(assignment(), reading.notebook)
    assert merged.notes == ()
    assert sources(merged) == sources(merge(assignment(), answered()))


def summed(cell: NotebookNode) -> NotebookNode:
    from nbgrader.utils import compute_checksum

    return mark(cell, checksum=compute_checksum(cell))


def test_a_cell_of_another_edition_is_told_as_such_and_not_as_a_change() -> None:
    notebook = answered()
    notebook.cells[4].source = "assert area(1) == 3.14"
    summed(notebook.cells[4])
    (note,) = english(merge(assignment(), notebook))
    assert note == (
        "These cells are from another edition of the assignment and were replaced by the current one: test_area."
    )
    notebook.cells[4].source = "assert True"
    assert english(merge(assignment(), notebook)) == [
        "The text of these cells must stay as given and was restored: test_area."
    ]


@pytest.mark.parametrize("given", ["x = area(1)\n\nassert x == 3.14\n", "x = area(1)\n\nassert x == 3.14"])
@pytest.mark.parametrize("typed", ["x = area(1)\n\nassert x == 3.14", "x = area(1) \n\n\nassert x == 3.14 \n\n"])
def test_a_blank_typed_into_a_cell_of_another_edition_is_no_change(given: str, typed: str) -> None:
    notebook = answered()
    notebook.cells[4].source = given
    summed(notebook.cells[4]).source = typed
    (note,) = english(merge(assignment(), notebook))
    assert note.startswith("These cells are from another edition")


def test_no_note_quotes_a_hidden_test() -> None:
    name = "cell-0123456789abcdef"
    shown, hidden = assignment(), assignment()
    for master, test in ((shown, "assert v"), (hidden, "### BEGIN HIDDEN TESTS\nassert v == 77")):
        master.cells[-1] = marked(name, test, grade=True, locked=True, points=1)
    (note,) = merge(hidden, new_notebook(shown.cells[:-1]), [shown]).notes
    assert note.en.endswith(f"put back as given: {name} ('assert v').")


def test_cells_that_differ_in_blanks_alone_are_no_change_unless_the_blanks_mean_something() -> None:
    master = assignment()
    master.cells[4].source = "for n in (1,2 ):\n    assert area(n) > 3  # all\nassert area(1)!='a b'"
    notebook = copy.deepcopy(master)
    notebook.cells[4].source = "for n in (1, 2):\n\n  assert area( n ) > 3 # all\n\nassert area(1) != 'a b'"
    assert english(merge(master, notebook)) == []
    for changed in (
        "for n in (1,2 ):\n    assert area(n) > 3  # all\n    assert area(1)!='a b'",
        "assert area(1)!='ab'",
    ):
        notebook.cells[4].source = changed
        (note,) = english(merge(master, notebook))
        assert "was restored: test_area" in note
