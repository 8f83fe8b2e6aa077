"""What is otherwise than with nbgrader on purpose: each difference is there, and its name in the settings ends it."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import pytest
from nbformat.v4 import new_notebook
from nbgrader.converters import Autograde
from tests.conftest import cell_of, marked_cell
from tests.dropin.compare import Difference, differences, release_differences, rows
from tests.dropin.masters import PYTHON, Made
from tests.dropin.pair import CONFIG, NBGRADER, OURS, Pair
from tests.dropin.uploads import AGAIN, IN_TIME, Upload

from examiner.course.drop_in import WAYS
from examiner.kernels.forkserver import ForkServer

PAGE = Path(__file__).parents[2] / "docs/nbgrader.md"
ANSWERS = {
    "moved": "return x",
    "gone": "return x",
    "warned": "return x",
    "halved": "return x",
    "wrongly": "return x",
    "forged": "return x",
}
TESTS = {
    "moved": "assert moved(1) == 1",
    "gone": "assert gone(1) == 1",
    "warned": "assert warned(1) == 1",
    "halved": "import numpy as np\nnp.float64(4.0) * (halved(0.5) == 0.5) / 2 + 2.0 * (halved(1) == 1)",
    "wrongly": "assert wrongly(1) == 2",
    "forged": "assert forged(1) == 1",
}
HANDED_IN = {
    "moved": "def moved(x):\n    return x",
    "gone": "def gone(x):\n    return x",
    "warned": "import sys\n\ndef warned(x):\n    print('careful', file=sys.stderr)\n    return x",
    "halved": "def halved(x):\n    return 0.5",
    "wrongly": "def wrongly(x):\n    return x",
    "forged": "def drop(lines):\n    return ['pass\\n'] if any('assert' in line for line in lines) else lines\n"
    "get_ipython().input_transformers_post.append(drop)\n\ndef forged(x):\n    return 7",
}
# By the cell that shows it, the difference's name and what each program gives.
EXPECTED = {
    "test_moved": ("cells", 0.0, 4.0),
    "test_gone": ("cells", None, 4.0),
    "test_warned": ("stderr", 0.0, 4.0),
    "test_halved": ("numbers", 4.0, 2.0),
    "test_wrongly": ("unproven", 0.0, None),
    "test_forged": ("cross-check", 4.0, None),
    "why": ("hand marks", True, False),
}


def made() -> Made:
    """Return an assignment in which everything that is otherwise can be seen."""
    cells = []
    for name, body in ANSWERS.items():
        answer = f"def {name}(x):\n    ### BEGIN SOLUTION\n    {body}\n    ### END SOLUTION"
        cells.append(marked_cell("code", answer, name, solution=True))
        cells.append(marked_cell("code", TESTS[name], f"test_{name}", grade=True, locked=True, points=4))
    cells.append(marked_cell("markdown", "Why?", "why", grade=True, solution=True, points=3))
    cells[0].metadata["ExecuteTime"] = {"start_time": "2026-01-01T00:00:00"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": PYTHON})
    return Made("ways", None, {"ways": notebook}, {"ways": {}})  # type: ignore[arg-type]  # nothing is drawn


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory, server: ForkServer) -> Pair:
    """Both programs have graded, a person has marked, and the work was handed in and graded again."""
    pair, assignment = Pair(tmp_path_factory.mktemp("ways"), server), made()
    pair.teach(assignment)
    assert pair.release("ways") == ("", "")
    notebook = copy.deepcopy(pair.released(NBGRADER, "ways")["ways"])
    for name, text in HANDED_IN.items():
        cell_of(notebook, name).source = text
    cell_of(notebook, "why").source = "Because."
    moved = notebook.cells.pop(notebook.cells.index(cell_of(notebook, "test_moved")))
    notebook.cells.insert(0, moved)
    notebook.cells.remove(cell_of(notebook, "test_gone"))
    pair.take("ways", Upload("ada", IN_TIME, {"ways": notebook}))
    pair.grade("ways")
    for program in (NBGRADER, OURS):
        with pair.gradebook(program) as book:
            grade = book.find_grade("why", "ways", "ways", "ada")
            grade.manual_score, grade.needs_manual_grade = 2.0, False
            book.db.commit()
    cell_of(notebook, "warned").source += "\n# once more"
    pair.take("ways", Upload("ada", AGAIN, {"ways": notebook}))
    assert pair.nbgrader(Autograde, "ways") == ""
    return pair


@pytest.fixture(scope="module")
def before(pair: Pair) -> bytes:
    """Our gradebook with nothing but what people gave."""
    with pair.gradebook(OURS) as book:
        for grade in book.find_submission_notebook("ways", "ways", "ada").grades:
            if grade.manual_score is None:
                grade.auto_score, grade.needs_manual_grade = None, True
        book.db.commit()
    return pair.keep_gradebook()


def regrade(pair: Pair, before: bytes, *names: str) -> None:
    """Grade what was handed in again, with these names in the settings."""
    pair.put_gradebook(before)
    pair.write("nbgrader_config.py", f"{CONFIG}c.Examiner.as_nbgrader = {list(names)!r}\n")
    pair.grade_here("ways")


def found(pair: Pair) -> dict[str, dict[str, Difference]]:
    """Return how the grades of the two programs differ, by cell and column."""
    with pair.gradebook(NBGRADER) as theirs, pair.gradebook(OURS) as ours:
        every = [*differences(rows(theirs, "ways"), rows(ours, "ways"))]
    cells: dict[str, dict[str, Difference]] = {}
    for one in every:
        if len(one.place) == 3:
            cells.setdefault(one.place[2], {})[one.what] = one
    return cells


def test_the_page_lists_each_difference_and_no_other() -> None:
    assert set(re.findall(r"^\| `([\w -]+)` \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)) == WAYS
    assert {name for name, _, _ in EXPECTED.values()} | {"metadata", "runs"} == WAYS
    assert len(WAYS) <= 8


def test_what_is_otherwise_is_what_the_page_lists(pair: Pair, before: bytes) -> None:
    regrade(pair, before)
    there = found(pair)
    assert there.keys() == EXPECTED.keys()
    for cell, (_, theirs, ours) in EXPECTED.items():
        one = there[cell]["needs_manual_grade" if cell == "why" else "auto_score"]
        assert (one.theirs, one.ours) == (theirs, ours)


@pytest.mark.parametrize("name", sorted({name for name, _, _ in EXPECTED.values()} - {"hand marks"}))
def test_its_name_in_the_settings_ends_one_difference_and_no_other(pair: Pair, before: bytes, name: str) -> None:
    regrade(pair, before, name)
    left = {cell for cell, (other, _, _) in EXPECTED.items() if other not in (name, "hand marks")}
    assert found(pair).keys() - {"why"} == left


def test_with_all_names_nothing_is_otherwise(pair: Pair, before: bytes) -> None:
    regrade(pair, before, "all")
    with pair.gradebook(NBGRADER) as theirs, pair.gradebook(OURS) as ours:
        assert [*map(str, differences(rows(theirs, "ways"), rows(ours, "ways")))] == []


def test_a_release_does_without_what_editors_leave_unless_it_is_to_be_nbgraders(pair: Pair) -> None:
    theirs = pair.released(NBGRADER, "ways")
    pair.write("nbgrader_config.py", CONFIG)
    pair.ours("release", "ways")
    (one,) = release_differences(theirs, pair.released(OURS, "ways"))
    assert one.what == "metadata" and "ExecuteTime" not in one.ours
    pair.write("nbgrader_config.py", f"{CONFIG}c.Examiner.as_nbgrader = ['metadata']\n")
    pair.ours("release", "ways")
    released = pair.released(OURS, "ways")
    assert [*release_differences(theirs, released)] == []
    assert [cell.id for cell in released["ways"].cells] == [cell.id for cell in theirs["ways"].cells]
