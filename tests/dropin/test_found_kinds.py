"""The kinds of courses that nbgrader worked with and we once did not: each has a name, and a test that holds it.

Two assignments of our own are released and graded by both programs. The first holds most kinds, each in cells and
files of its own; what no score shows is held by a test elsewhere, which ``ELSEWHERE`` names.
"""

from __future__ import annotations

import base64
import copy
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import compute_checksum
from tests.conftest import cell_of, marked_cell
from tests.dropin.compare import differences, release_differences, rows
from tests.dropin.masters import PYTHON, Made
from tests.dropin.pair import CONFIG, NBGRADER, OURS, Pair
from tests.dropin.uploads import LATE, Upload

from examiner.kernels.forkserver import ForkServer

TESTS = Path(__file__).parents[1]
ELSEWHERE = {
    "execute_timeout": "course/test_settings.py::test_nbgraders_time_for_long_cells_counts_where_ours_is_not_set",
    "hand_marks_not_shown": "feedback/test_marks_on_page.py::test_points_by_hand_stand_beside_the_machines",
    "no_execute": "test_nbgrader_door.py::test_no_code_runs_where_nbgrader_was_told_to_run_none",
    "old_course_id": "course/test_settings.py::test_a_course_has_a_name_however_old_its_settings_are",
    "report_json_in_feedback": "test_handed_out.py::test_no_command_of_nbgraders_hands_out_what_is_a_graders",
    "root_setting": "course/test_layout.py::test_a_file_outside_of_courses_names_the_course_as_on_a_hub",
}
HERE = {
    "answer_line_in_helper": ("test_a_helpers_answer", 2.0),
    "checksum_of_test_cell": ("test_checksum", 2.0),
    "exclude_overwriting": ("test_own_helper", 2.0),
    "helper_files_withheld": ("test_withheld", 2.0),
    "marker_in_cleared_answer": ("test_cleared", 2.0),
    "name_cell_note": ("test_checksum", 2.0),
    "skip_execution_tag": ("test_skipped", 2.0),
    "stub_is_no_secret": ("test_stub", 0.0),
    "unlocked_grade_cell": ("test_unlocked", 2.0),
}
OTHERWISE = {
    "autograded_without_files", "late_penalty_ignored", "notebook_metadata_dropped", "other_kernel_zero",
    "picture_in_given_cell", "picture_in_manual_answer", "same_given_cell_twice", "second_notebook_lost", "several_notebooks", "two_letter_tag",
}  # fmt: skip
KINDS = 25
SETTINGS = f"{CONFIG}c.Autograde.exclude_overwriting = {{'kinds': ['own_helper.py']}}\n"
FILES = {
    "tools.py": "import statistics\n\n\ndef middle(values):\n    return statistics.median(sorted(values))\n",
    "test_given.py": "LIMIT = 3\n",
    "solution_given.py": "from test_given import LIMIT\n",
    "own_helper.py": "def ours():\n    return 'to be written'\n",
}
HIDDEN = "assert {0}\n### BEGIN HIDDEN TESTS\nassert not not ({0})\n### END HIDDEN TESTS"
PNG = b"\x89PNG\r\n\x1a\n"
PICTURE = {"plan.png": {"image/png": base64.b64encode(PNG).decode()}}
# By answer cell, the master's answer, the test, and what a student writes.
ANSWERS = {
    "a_helpers_answer": (
        "### BEGIN SOLUTION\nimport statistics\nlist_of = sorted([3, 1])\n### END SOLUTION",
        "assert list_of == [1, 3]",
        "list_of = [1, 3]",
    ),
    "checksum": ("### BEGIN SOLUTION\nchecked = 1\n### END SOLUTION", HIDDEN.format("checked == 1"), "checked = 1"),
    "own_helper": ("import own_helper", "assert own_helper.ours() == 'written'", "import own_helper"),
    "withheld": ("bound = given.LIMIT", "assert bound == 3", "bound = given.LIMIT"),
    "cleared": ("### BEGIN MY SOLUTION\ncleared = 1", "assert cleared == 1", "cleared = 1"),
    "skipped": ("mine = 1", "assert 'boom' not in globals()", "mine = 1"),
    "stub": ("# YOUR CODE HERE\nraise NotImplementedError()", "assert stub_was_answered", None),
    "unlocked": ("### BEGIN SOLUTION\nfree = 1\n### END SOLUTION", "assert free == 1", "free = 1"),
}


def master() -> NotebookNode:
    """Return the notebook that holds most kinds."""
    cells = [
        new_code_cell('NAME = ""', id="name"),
        new_markdown_cell("Read this first.", id="first", metadata={"tags": ["hw", "de"]}),
        new_markdown_cell(
            "The plan: ![plan](attachment:plan.png) ![figure](figure.png)", id="plan", attachments=PICTURE
        ),
        new_code_cell("import solution_given as given", id="given", metadata={"hide_input": True}),
        new_code_cell("boom = 1", id="boom", metadata={"tags": ["skip-execution"]}),
    ]
    for name, (answer, test, _) in ANSWERS.items():
        cells.append(marked_cell("code", answer, name, solution=True))
        cells.append(marked_cell("code", test, f"test_{name}", grade=True, locked=name != "unlocked", points=2))
    cells.append(marked_cell("markdown", "YOUR ANSWER HERE", "words", grade=True, solution=True, points=3))
    cells.append(marked_cell("markdown", "BEGIN MARK SCHEME", "photo", grade=True, solution=True, points=3))
    return new_notebook(cells=cells, metadata={"kernelspec": PYTHON, "rise": {"theme": "sky"}, "toc": {"nav": True}})


def old() -> NotebookNode:
    """Return a notebook without ids of cells, which holds the same given line twice."""
    cells = [
        new_code_cell("steps = [1]"),
        new_code_cell("steps"),
        marked_cell("code", "### BEGIN SOLUTION\nsteps.append(2)\n### END SOLUTION", "change", solution=True),
        new_code_cell("steps"),
        marked_cell("code", "assert steps == [1, 2]", "test_change", grade=True, locked=True, points=3),
    ]
    for cell in cells:
        del cell["id"]
    return new_notebook(cells=cells, metadata={"kernelspec": PYTHON}, nbformat_minor=4)


def put(pair: Pair, name: str) -> None:
    """Write a picture of both courses."""
    for program in (NBGRADER, OURS):
        (pair.folder(program) / name).write_bytes(PNG)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory, server: ForkServer) -> Pair:
    """Both programs have released and graded."""
    pair = Pair(tmp_path_factory.mktemp("kinds"), server, SETTINGS)
    pair.teach(Made("kinds", None, {"kinds": master(), "part2": old(), "part3": old()}, files=FILES, late=True))  # type: ignore[arg-type]
    put(pair, "source/kinds/figure.png")
    assert pair.release("kinds") == ("", "")
    mine = copy.deepcopy(dict(pair.released(NBGRADER, "kinds")))
    del mine["part3"]
    mine["kinds"].cells[0].source = 'NAME = "Ada"'
    for name, (_, _, answer) in ANSWERS.items():
        cell = cell_of(mine["kinds"], name)
        cell.source = answer or cell.source
    cell_of(mine["kinds"], "photo").update(
        source="![mine](attachment:p.png) ![q](q.png)", attachments={"p.png": PICTURE["plan.png"]}
    )
    mine["part2"].cells[2].source = "steps.append(2)"
    pair.take("kinds", Upload("ada", LATE, mine))
    put(pair, "submitted/ada/kinds/q.png")
    pair.write("submitted/ada/kinds/own_helper.py", "def ours():\n    return 'written'\n")
    assert pair.grade("kinds")[0] == ""
    return pair


@pytest.fixture(scope="module")
def found(pair: Pair) -> dict[tuple[str, ...], dict[str, Any]]:
    """The rows of our gradebook."""
    with pair.gradebook(OURS) as book:
        return rows(book, "kinds")


def autograded(pair: Pair, program: str, name: str = "kinds") -> NotebookNode:
    return nbformat.read(pair.folder(program) / f"autograded/ada/kinds/{name}.ipynb", as_version=4)


def test_each_kind_is_held_by_a_test() -> None:
    assert len({*ELSEWHERE, *HERE, *OTHERWISE}) == len(ELSEWHERE) + len(HERE) + len(OTHERWISE) == KINDS
    for place in ELSEWHERE.values():
        path, name = place.split("::")
        assert f"def {name}(" in (TESTS / path).read_text(encoding="utf-8")
    for kind in OTHERWISE:
        assert f"def test_{kind}(" in Path(__file__).read_text(encoding="utf-8")


def test_both_gradebooks_say_the_same(pair: Pair, found: dict[tuple[str, ...], dict[str, Any]]) -> None:
    with pair.gradebook(NBGRADER) as theirs:
        assert [*map(str, differences(rows(theirs, "kinds"), found))] == []


@pytest.mark.parametrize("kind", HERE)
def test_a_kind_gives_its_score(found: dict[tuple[str, ...], dict[str, Any]], kind: str) -> None:
    cell, points = HERE[kind]
    assert found["ada", "kinds", cell]["auto_score"] == points


def test_both_releases_say_the_same(pair: Pair) -> None:
    theirs, ours = (pair.released(program, "kinds") for program in (NBGRADER, OURS))
    assert [*map(str, release_differences(theirs, ours))] == []
    listed = [{path.name for path in (pair.folder(p) / "release/kinds").iterdir()} for p in (NBGRADER, OURS)]
    assert listed[0] == listed[1] >= {*FILES, "figure.png"}


def test_notebook_metadata_dropped(pair: Pair) -> None:
    released = pair.released(OURS, "kinds")["kinds"]
    assert {"rise", "toc"} <= {*released.metadata} and cell_named(released, "import solution_given").hide_input


def test_two_letter_tag(pair: Pair) -> None:
    assert cell_named(pair.released(OURS, "kinds")["kinds"], "Read this first").tags == ["hw", "de"]


def cell_named(notebook: NotebookNode, start: str) -> NotebookNode:
    return next(cell.metadata for cell in notebook.cells if cell.source.startswith(start))


def test_second_notebook_lost(pair: Pair, found: dict[tuple[str, ...], dict[str, Any]]) -> None:
    assert {*pair.released(OURS, "kinds")} == {"kinds", "part2", "part3"}
    assert found["ada", "part2", "test_change"]["auto_score"] == 3


def test_late_penalty_ignored(found: dict[tuple[str, ...], dict[str, Any]]) -> None:
    assert found["ada",]["late_submission_penalty"] == found["ada",]["score"] / 2 > 0


def test_same_given_cell_twice(pair: Pair) -> None:
    """No note tells of it, nor of a name that was filled in or a picture that was given."""
    (report,) = (pair.folder(OURS) / ".examiner/reports").rglob("*.json")
    notes = json.loads(report.read_text(encoding="utf-8"))["notes"]
    assert [note["en"] for note in notes] == ["There is no part3.ipynb in what you handed in: its tasks get no points."]


def test_autograded_without_files(pair: Pair) -> None:
    for program in (NBGRADER, OURS):
        assert (pair.folder(program) / "autograded/ada/kinds/figure.png").read_bytes() == PNG


def test_picture_in_given_cell(pair: Pair) -> None:
    (cell,) = (cell for cell in autograded(pair, OURS).cells if cell.source.startswith("The plan"))
    assert cell.attachments == PICTURE and "![plan](attachment:plan.png)" in cell.source


def test_picture_in_manual_answer(pair: Pair) -> None:
    """Both are there for whoever marks, in the text itself."""
    shown = "\n".join(cell.source for cell in autograded(pair, OURS).cells if cell.cell_type == "markdown")
    assert shown.count(f"data:image/png;base64,{PICTURE['plan.png']['image/png']}") == 2


def test_a_restored_test_cell_has_the_checksum_of_what_it_says(pair: Pair) -> None:
    tests = [cell for cell in autograded(pair, OURS).cells if cell.metadata.get("nbgrader", {}).get("locked")]
    assert tests and all(cell.metadata.nbgrader.checksum == compute_checksum(cell) for cell in tests)


def test_several_notebooks(found: dict[tuple[str, ...], dict[str, Any]]) -> None:
    """Each has its rows, the ids of cells are the same in two of them, and one that is missing costs its own tasks."""
    assert found["ada", "part2"]["score"] == found["ada", "part2"]["max_score"] == 3
    assert (found["ada", "part3"]["score"], found["ada", "part3"]["max_score"]) == (0, 3)
    assert found["ada",]["max_score"] == 2 * len(ANSWERS) + 2 * 3 + 2 * 3


def test_other_kernel_zero(pair: Pair) -> None:
    notebook = old()
    notebook.metadata.kernelspec = {"name": "ir", "display_name": "R", "language": "R"}
    pair.teach(Made("other", None, {"other": notebook}))  # type: ignore[arg-type]  # nothing is drawn
    assert pair.release("other") == ("", "")
    pair.take("other", Upload("ada", "", dict(pair.released(OURS, "other"))))
    code, _, told = pair.ours("grade", "other")
    assert code != 0 and "the notebook's kernel is R" in told
    with pair.gradebook(OURS) as book:
        assert book.assignment_submissions("other") == []
