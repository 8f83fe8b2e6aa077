"""``examiner check``: what a student is told before handing in, and that nothing of it is about marks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest

from examiner.course.errors import CourseError
from examiner.precheck.checking import check
from examiner.precheck.released import find_release, read_release


@pytest.fixture
def told(handed_out):
    """Check a notebook against what was handed out, without running it; return the texts by kind."""

    def told(path: Path, run: bool = False, seconds: int = 60) -> dict[str, str]:
        found = check(path, read_release(handed_out, path), run=run, seconds=seconds)
        assert all(zh.strip() and en.strip() for _, _, zh, en in found)
        return {kind: en for _, kind, _, en in found} | {"levels": "".join(sorted({level for level, *_ in found}))}

    return told


def test_a_whole_notebook_is_ready_and_runs(told, mine):
    found = told(mine(), run=True)
    assert found["levels"] == "ok"
    assert found["runs"] == "It runs from top to bottom without an error."
    assert found["verdict"] == "Ready to be handed in. File name: hw1.ipynb."


def test_it_leaves_the_folder_as_it_is(told, mine):
    path = mine(double='open("written.txt", "w").write("x")\ndef double(x):\n    return np.multiply(x, 2)')
    before = sorted(path.parent.iterdir()), path.read_bytes()
    assert told(path, run=True)["levels"] == "ok"
    assert (sorted(path.parent.iterdir()), path.read_bytes()) == before


def test_what_is_as_it_was_handed_out_is_not_answered(told, mine, edition):
    stub = next(cell.source for cell in edition.cells if cell.id == "halve")
    found = told(mine(halve=stub))
    assert found["unanswered"].startswith("Not answered yet: ") and "halve" in found["unanswered"]
    assert "double" not in found["unanswered"]
    assert "look at what is marked ! first" in found["verdict"]


def test_an_answer_that_still_refuses_to_run_is_not_answered(told, mine):
    found = told(mine(halve="def halve(x):\n    x = x + 1\n    # YOUR CODE HERE\n    raise NotImplementedError()"))
    assert "halve" in found["unanswered"]


def test_missing_and_changed_cells_are_told_as_grading_will_see_them(told, mine):
    path = mine()
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.id != "halve"]
    next(cell for cell in notebook.cells if cell.id == "test_double").source = "assert True"
    nbformat.write(notebook, path)
    found = " ".join(en for _, kind, _, en in check(path, None, run=False) if kind != "verdict")
    assert "must stay" not in found and "not to be changed" in found  # its own marks tell of the one, not of the other
    assert "put back" in told(path)["put_right"]


def test_another_assignment_is_told_and_not_run(told, mine, tmp_path):
    other = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")])
    path = tmp_path / "other.ipynb"
    nbformat.write(other, path)
    found = told(path, run=True)
    assert set(found) == {"other_assignment", "verdict", "levels"}
    assert "cannot be graded" in found["verdict"]


def test_files_that_are_not_there_are_named(told, mine):
    path = mine()
    (path.parent / "numbers.csv").unlink()
    assert "numbers.csv" in told(path)["missing_files"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"<html></html>", "unreadable"), (b"", "unreadable"), (b"[1, 2]", "unreadable"), (b" " * (21 << 20), "size")],
)
def test_what_is_no_notebook_is_told(told, mine, content, kind):
    path = mine()
    path.write_bytes(content)
    found = told(path, run=True)
    assert found["levels"] == "stop" and kind in found


def test_cells_that_fail_from_top_to_bottom_are_named_by_their_number(told, mine):
    found = told(mine(double="def double(x):\n    return x * number", halve="def halve(x):\n    return x"), run=True)
    assert "NameError: name 'number' is not defined" in found["errors"]
    assert found["errors"].count("[") == 3  # and what the sentence says of the brackets


def test_an_open_task_is_no_error(told, mine, edition):
    stub = next(cell.source for cell in edition.cells if cell.id == "halve")
    found = told(mine(halve=stub), run=True)
    assert "errors" not in found and "1" in found["open"]


def test_a_cell_that_never_ends_is_stopped(told, mine):
    found = told(mine(double="while True:\n    pass"), run=True, seconds=1)
    assert "Cell 4 ran for more than 1 s" in found["slow"] or "Cell 3 ran for more than 1 s" in found["slow"]


def test_a_kernel_that_dies_is_told(told, mine):
    assert "The kernel died in cell" in told(mine(double="import os\nos._exit(1)"), run=True)["kernel"]


def test_the_release_is_found_in_a_folder_of_that_name(mine, handed_out, tmp_path):
    path = mine()
    assert find_release(path) is None
    shutil.copytree(handed_out, tmp_path / "release" / "hw1")
    assert find_release(path) == tmp_path / "release/hw1/hw1.ipynb"


def test_of_several_notebooks_the_one_meant_is_taken(mine, handed_out, edition):
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("2")]), handed_out / "part2.ipynb")
    assert read_release(handed_out, mine()).name == "hw1.ipynb"
    assert read_release(handed_out, mine(name="my copy.ipynb")).name == "hw1.ipynb"
    with pytest.raises(CourseError, match=r"hw1\.ipynb, part2\.ipynb; name the notebook"):
        read_release(handed_out)


def test_a_folder_without_a_notebook_is_refused(tmp_path):
    with pytest.raises(CourseError, match="holds no notebook"):
        read_release(tmp_path)


def test_the_command_prints_both_languages_and_ends_as_commands_do(examiner, mine, handed_out, tmp_path, edition):
    done = examiner(tmp_path, "check", str(mine()), "--release", str(handed_out), "--no-run")
    assert (done.returncode, done.stderr) == (0, "")
    assert "✓ 每一題都作答了。" in done.stdout and "Ready to be handed in" in done.stdout
    stub = next(cell.source for cell in edition.cells if cell.id == "halve")
    done = examiner(tmp_path, "check", str(mine(halve=stub)), "--release", str(handed_out), "--no-run", "--json")
    line = json.loads(done.stdout)
    assert done.returncode == 1 and line["ready"] is False
    assert {one["kind"] for one in line["findings"]} == {"unanswered", "verdict"}
    assert set(line["findings"][0]["texts"]) == {"zh-TW", "en"}


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((), "name the notebook"),
        (("--cell",), "--release"),
        (("nowhere.ipynb",), "cannot be read"),
        (("hw1.ipynb", "--release", "nowhere"), "cannot be read"),
    ],
)
def test_wrong_usage_is_told(examiner, tmp_path, arguments, reason):
    done = examiner(tmp_path, "check", *arguments)
    assert done.returncode == 2 and reason in done.stderr


def test_nothing_of_it_knows_of_points(handed_out, mine, examiner, tmp_path):
    done = examiner(tmp_path, "check", str(mine()), "--release", str(handed_out), "--no-run", "--json")
    facts = read_release(handed_out).facts()
    assert not any(word in f"{done.stdout} {json.dumps(facts)}".lower() for word in ("points", "score", "assert"))
