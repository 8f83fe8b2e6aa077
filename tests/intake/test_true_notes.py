"""A note tells a student only what the student did, and what the student did to locked cells is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum

from examiner.intake.upload import merge
from examiner.model.notebook import new_cell, new_notebook

VISIBLE = {"test_a": "assert a == 1"}
HIDDEN = "assert a == 1\nassert a is not True"
Change = Callable[[list[NotebookNode]], object]


def marked(name: str, source: str, **flags: object) -> NotebookNode:
    basis = {"schema_version": 3, "grade_id": name, "grade": False, "solution": False, "locked": False}
    return new_cell("code", source, name, {"nbgrader": basis | flags})


def assignment(test: str = HIDDEN) -> NotebookNode:
    return new_notebook(
        [
            new_cell("code", 'NAME = ""', "name"),
            marked("imports", "import math", locked=True),
            new_cell("code", "advance()", "steps-1"),
            marked("a", "a = 0", solution=True),
            new_cell("code", "advance()", "steps-2"),
            marked("test_a", test, grade=True, locked=True, points=2),
        ],
        {},
    )


def notes_after(*changes: Change) -> list[str]:
    """Return the English notes on a release that a student changed so."""
    upload = assignment(VISIBLE["test_a"])
    for change in changes:
        change(upload.cells)
    merged = merge(assignment(), upload, [assignment(VISIBLE["test_a"])])
    assert [cell.source for cell in merged.notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")] == [HIDDEN]
    return [note.en for note in merged.notes]


def new_ids(cells: list[NotebookNode]) -> None:
    for number, cell in enumerate(cells):
        cell["id"] = f"renewed-{number}"


def text(index: int, source: str) -> Change:
    return lambda cells: cells[index].update(source=source)


def instead(index: int, source: str) -> Change:
    return lambda cells: cells.__setitem__(index, new_cell("code", source, "other"))


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param([], id="hidden tests"),
        pytest.param([new_ids], id="renewed ids"),
        pytest.param([new_ids, text(0, 'NAME = "Ann"')], id="the name cell"),
        pytest.param([instead(0, 'ID = 7\nNAME: str = "Ann"')], id="a cell that assigns the same names"),
        pytest.param([text(5, "assert a == 1  \n\n"), text(1, "import math\r\n")], id="blanks"),
        pytest.param([text(3, "a = 1")], id="an answer"),
    ],
)
def test_what_is_no_tampering_is_not_told(changes: list[Change]) -> None:
    assert notes_after(*changes) == []


def test_points_that_the_course_has_changed_since_are_not_the_students_doing() -> None:
    def as_it_was_released(cells: list[NotebookNode]) -> None:
        cells[5].metadata["nbgrader"]["points"] = 1
        cells[5].metadata["nbgrader"]["checksum"] = compute_checksum(cells[5])

    assert notes_after(as_it_was_released) == []


def test_given_code_that_stands_twice_is_found_twice_without_ids() -> None:
    assert notes_after(new_ids) == []
    assert notes_after(new_ids, lambda cells: cells.pop(4)) == [
        "Given code is missing, without which later cells may fail: 'advance()'."
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (text(5, "pass"), "restored: test_a."),
        (text(5, ""), "restored: test_a."),
        (text(5, "assert a == 1 or True"), "restored: test_a."),
        (text(5, "# assert a == 1"), "restored: test_a."),
        (text(1, "import cmath as math"), "restored: imports."),
        (lambda cells: cells[5].update(cell_type="raw"), "restored: test_a."),
        (lambda cells: cells.pop(5), "put back as given: test_a."),
        (lambda cells: cells.pop(1), "put back as given: imports."),
        (lambda cells: cells[5].metadata["nbgrader"].update(points=99), "The points of these cells were changed"),
        (lambda cells: cells.append(marked("test_a", "pass", grade=True)), "extra ones were removed: test_a."),
        (lambda cells: cells.append(marked("more", "", grade=True, points=99)), "does not have count as your own: 1."),
        (instead(0, "if NAME == 1: print(NAME)"), "Given code is missing"),
        (lambda cells: cells[5].update(source="pass", cell_type="markdown"), "restored: test_a."),
    ],
)
def test_tampering_is_told(change: Change, told: str) -> None:
    (note,) = notes_after(change)
    assert told in note
