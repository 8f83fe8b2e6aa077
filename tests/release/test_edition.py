"""A release holds what students may see, is repeatable, and appears whole or not at all."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.utils import compute_checksum
from tests.fixtures.tiny import CONFIG

from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.intake.upload import merge
from examiner.model import durable
from examiner.model.notebook import new_notebook, parse, text_of
from examiner.pipeline import load_assignment
from examiner.release.edition import ReleaseResult, make_release, read_master, release_form

Write = Callable[..., Course]
WithGradebook = Callable[[Course], None]


def release(course: Course, *, check: bool = False) -> ReleaseResult:
    return make_release(course, "hw1", check=check)


def snapshot(course: Course) -> dict[str, bytes]:
    return {str(path.relative_to(course.root)): path.read_bytes() for path in course.root.rglob("*") if path.is_file()}


def released(course: Course) -> nbformat.NotebookNode:
    return parse((course.release("hw1") / "hw1.ipynb").read_text())


def rows(course: Course, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(course.root / "gradebook.db") as database:
        return database.execute(query).fetchall()


def test_the_student_edition_is_stripped_locked_and_signed(course: Course, gradebook_in: WithGradebook) -> None:
    gradebook_in(course)
    result = release(course)
    assert result.files == ("hw1.ipynb", "numbers.csv")
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id", cell.source): cell for cell in released(course).cells}
    assert cells["double"].source == "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
    assert cells["halve"].source == "# YOUR CODE HERE\nraise NotImplementedError()"
    assert cells["test_double"].source == "assert double(1) == 2"
    assert cells["test_double"].metadata.deletable is False
    assert cells["test_double"].metadata.editable is False
    assert len(cells["test_double"].metadata.nbgrader.checksum) == 32
    assert all(not cell.get("outputs") for cell in cells.values())
    nbformat.validate(released(course))


def test_the_gradebook_knows_the_cells_and_only_this_course(course: Course, gradebook_in: WithGradebook) -> None:
    gradebook_in(course)
    release(course)
    release(course)
    assert rows(course, "select id from course") == [("tiny",)]
    assert rows(course, "select name, course_id from assignment") == [("hw1", "tiny")]
    assert rows(course, "select max_score from grade_cells order by 1") == [(2.0,), (4.0,)]
    sources = rows(course, "select source from source_cell")
    assert any("1234567" in source for (source,) in sources)  # nbgrader keeps hidden tests there


def test_a_first_release_makes_the_gradebook_even_if_alembic_is_not_on_the_path(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    release(course)
    assert rows(course, "select id from course") == [("tiny",)]
    assert os.environ["PATH"] == "/usr/bin:/bin"


def test_two_runs_give_the_same_bytes(course: Course, gradebook_in: WithGradebook) -> None:
    gradebook_in(course)
    release(course)
    first = snapshot(course)
    assert release(course).differences == ()
    second = snapshot(course)
    del first["gradebook.db"], second["gradebook.db"]
    assert first == second


def test_what_editors_leave_behind_does_not_change_the_release(write_course: Write, make: SimpleNamespace) -> None:
    def edition(change: Callable[[nbformat.NotebookNode], None]) -> bytes:
        master = make.master()
        change(master)
        course = write_course(master)
        form = release_form(read_master(course.notebooks("hw1")[0]), course.settings)
        return text_of(form).encode()

    def litter(master: nbformat.NotebookNode) -> None:
        master.metadata |= {"widgets": {"x": 1}, "language_info": {"name": "python", "version": "3.12.1"}}
        for number, cell in enumerate(master.cells):
            cell.id = f"random-{number}"
            cell.metadata |= {"collapsed": True, "execution": {"iopub.status.busy": "now"}}
            if cell.cell_type == "code":
                cell.execution_count = 7
                cell.outputs = [nbformat.NotebookNode(output_type="stream", name="stdout", text="x")]

    def plain(master: nbformat.NotebookNode) -> None:
        master.metadata |= {"language_info": {"name": "python"}}

    def old_format(master: nbformat.NotebookNode) -> None:
        plain(master)
        master.nbformat_minor = 4
        for cell in master.cells:
            del cell["id"]

    assert edition(litter) == edition(plain) == edition(old_format)


def test_metadata_that_the_author_has_set_stay(write_course: Write, make: SimpleNamespace) -> None:
    master = make.master()
    master.metadata |= {"rise": {"scroll": True}, "toc": {"number_sections": False}, "celltoolbar": "Create Assignment"}
    master.cells[3].metadata |= {"hide_input": True, "slideshow": {"slide_type": "slide"}, "scrolled": True}
    course = write_course(master)
    form = release_form(read_master(course.notebooks("hw1")[0]), course.settings)
    assert set(form.metadata) == {"kernelspec", "rise", "toc"}
    cell = next(cell for cell in form.cells if cell.source == master.cells[3].source)
    assert cell.metadata == {"hide_input": True, "slideshow": {"slide_type": "slide"}}


def test_a_test_cell_with_its_hidden_tests_back_has_their_checksum(course: Course) -> None:
    (cell,) = (cell for cell in load_assignment(course, "hw1").books[0].notebook.cells if cell.id == "test_double")
    assert "1234567" in cell.source and cell.metadata.nbgrader.checksum == compute_checksum(cell)


def test_cells_of_equal_text_get_different_ids(write_course: Write, make: SimpleNamespace) -> None:
    master = make.master()
    for number in range(3):
        master.cells.append(make.prose("same"))
        master.cells[-1].id = f"id-{number}"
    course = write_course(master)
    ids = [cell.id for cell in release_form(read_master(course.notebooks("hw1")[0]), course.settings).cells]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("languages", "kept"),
    [
        (["en"], ["# Doubling"]),
        (["zh-TW"], ["# 加倍"]),
        (["zh-TW", "en"], ["# 加倍", "# Doubling"]),
        (["fr"], ["# 加倍", "# Doubling"]),
    ],
)
def test_prose_in_other_languages_is_dropped(write_course: Write, languages: list[str], kept: list[str]) -> None:
    course = write_course(config=f"c.Examiner.languages = {languages!r}\n")
    form = release_form(read_master(course.notebooks("hw1")[0]), course.settings)
    sources = [cell.source for cell in form.cells]
    assert [source for source in sources if source.startswith("#") and "CODE" not in source] == kept
    assert "Write `double`." in sources
    assert "numbers = [1, 2, 3]" in sources


def test_tags_that_are_no_language_and_cells_that_count_are_never_dropped(
    write_course: Write, make: SimpleNamespace
) -> None:
    master = make.master()
    master.cells[3].metadata["tags"] = ["hint", "todo"]
    master.cells[6].metadata["tags"] = ["zh-TW"]  # code
    essay = make.code("Essay", "essay", grade=True, solution=True, points=1)
    essay = nbformat.NotebookNode(cell_type="markdown", id="e", source="Essay", metadata=essay.metadata)
    essay.metadata["tags"] = ["zh-TW"]
    course = write_course(new_notebook([*master.cells, essay], master.metadata))
    form = release_form(read_master(course.notebooks("hw1")[0]), course.settings)
    assert len(form.cells) == len(master.cells)  # one of prose dropped, the essay added


def test_a_read_only_cell_in_another_language_is_dropped_from_the_gradebook_too(
    write_course: Write, gradebook_in: WithGradebook, make: SimpleNamespace
) -> None:
    master = make.master()
    locked = make.prose("不可更改", "zh-TW")
    locked.metadata |= make.metadata("note", locked=True)
    course = write_course(new_notebook([*master.cells, locked], master.metadata))
    gradebook_in(course)
    release(course)
    assert "不可更改" not in text_of(released(course))
    assert rows(course, "select count(*) from source_cell where source like '不%'") == [(0,)]


def test_the_form_in_memory_is_the_released_notebook(course: Course, gradebook_in: WithGradebook) -> None:
    gradebook_in(course)
    release(course)
    master = read_master(course.notebooks("hw1")[0])
    before = text_of(master)
    assert release_form(master, course.settings) == released(course)
    assert text_of(master) == before


def test_a_released_notebook_handed_in_untouched_is_merged_without_notes(
    course: Course, gradebook_in: WithGradebook
) -> None:
    gradebook_in(course)
    release(course)
    form = release_form(read_master(course.notebooks("hw1")[0]), course.settings)
    merged = merge(form, released(course))
    assert (merged.notebook, merged.notes) == (form, ())


def test_a_header_notebook_is_put_before_every_assignment(
    write_course: Write,
    gradebook_in: WithGradebook,
    make: SimpleNamespace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    course = write_course(config='c.IncludeHeaderFooter.header = "source/header.ipynb"\n')
    header = make.notebook([make.prose("Read this first.")])
    (course.root / "source" / "header.ipynb").write_text(text_of(header))
    gradebook_in(course)
    monkeypatch.chdir(tmp_path)
    release(course)
    assert released(course).cells[0].source == "Read this first."


def test_nbgraders_own_settings_hold(write_course: Write) -> None:
    course = write_course(config='c.ClearSolutions.code_stub = {"python": "...  # yours"}\n')
    form = release_form(read_master(course.notebooks("hw1")[0]), course.settings)
    assert "    ...  # yours" in form.cells[4].source


def test_what_is_not_for_students_stays_and_is_reported(course: Course, gradebook_in: WithGradebook) -> None:
    source = course.source("hw1")
    for name in ("hw1.py", "hw1_solution.py", "graders/test_x.py", "hidden/x.npz", "private.ipynb", ".env"):
        (source / name).parent.mkdir(exist_ok=True)
        (source / name).write_text("{}")
    gradebook_in(course)
    result = release(course)
    assert sorted(path.name for path in course.release("hw1").rglob("*")) == ["hw1.ipynb", "numbers.csv"]
    assert result.kept_back == (
        "graders/test_x.py",
        "hidden/x.npz",
        "hw1.py",
        "hw1_solution.py",
        "private.ipynb",
    )


def test_a_file_that_given_code_needs_goes_with_it_whatever_its_name(
    write_course: Write, make: SimpleNamespace, gradebook_in: WithGradebook
) -> None:
    master = make.master()
    master.cells[
        2
    ].source += "\nfrom solution_tools import (\n    half,\n)\ntable = open('private/table.csv')\n%run hidden.py"
    course = write_course(master)
    files = {
        "solution_tools.py": "import test_utils",
        "test_utils.py": "",
        "private/table.csv": "1",
        "hidden.py": "",
        "hw1_solution.py": "from solution_tools import half",
        "private/other.csv": "2",
    }
    for name, text in files.items():
        (course.source("hw1") / name).parent.mkdir(exist_ok=True)
        (course.source("hw1") / name).write_text(text)
    gradebook_in(course)
    result = release(course)
    assert result.kept_back == ("hw1_solution.py", "private/other.csv")
    assert {*result.files} == {"hw1.ipynb", *files} - {*result.kept_back}
    assert {*load_assignment(course, "hw1").files} == {*result.files} - {"hw1.ipynb"}


def test_all_notebooks_are_released_in_one_step(
    course: Course, make: SimpleNamespace, gradebook_in: WithGradebook
) -> None:
    (course.source("hw1") / "part2.ipynb").write_text(text_of(make.master()))
    (course.source("hw1") / "reading.ipynb").write_text(text_of(make.notebook([make.prose("Read this.")])))
    gradebook_in(course)
    assert {*release(course).files} >= {"hw1.ipynb", "part2.ipynb", "reading.ipynb"}
    with Gradebook(course.gradebook_url) as gradebook:
        assert {book.name for book in gradebook.find_assignment("hw1").notebooks} == {"hw1", "part2", "reading"}
    assert release(course, check=True).differences == ()
    assert [book.stem for book in load_assignment(course, "hw1").books] == ["hw1", "part2", "reading"]


ANSWER = "def double(x):\n    twice_of_it = x + x\n    return twice_of_it  # it and itself"


def with_answer(course: Course, make: SimpleNamespace) -> None:
    master = make.notebook(
        [make.code(ANSWER, "double", solution=True), make.code("assert double(2) == 4", "t", points=1)]
    )
    course.notebooks("hw1")[0].write_text(text_of(master))


@pytest.mark.parametrize("cells", [(), ("mine",)])
def test_a_notebook_that_gives_the_answer_of_another_is_named(course: Course, make: SimpleNamespace, cells) -> None:
    with_answer(course, make)
    other = make.notebook([make.code(ANSWER), *(make.code("1", name, solution=True) for name in cells)])
    (course.source("hw1") / "part2.ipynb").write_text(text_of(other))
    with pytest.raises(CourseError, match=r"part2\.ipynb, cell 1: hidden text of cell 1 of the master"):
        release(course, check=True)


def test_a_line_that_another_exercise_has_too_gives_nothing_away(course: Course, make: SimpleNamespace) -> None:
    with_answer(course, make)
    other = make.notebook([make.code("twice_of_it = x + x"), make.code("1", "mine", solution=True)])
    (course.source("hw1") / "part2.ipynb").write_text(text_of(other))
    assert release(course, check=True).warnings == ()


def test_a_notebook_of_another_language_is_refused_before_anybody_is_graded(
    write_course: Write, make: SimpleNamespace
) -> None:
    master = make.master()
    master.metadata.kernelspec.update(display_name="R", language="R", name="ir")
    with pytest.raises(CourseError, match=r"hw1\.ipynb: the notebook's kernel is R \(R\); only Python is graded"):
        load_assignment(write_course(master), "hw1")


def test_a_link_that_given_code_needs_is_refused(write_course: Write, make: SimpleNamespace) -> None:
    master = make.master()
    master.cells[2].source += "\nimport private_tools"
    course = write_course(master)
    (course.source("hw1") / "private_tools.py").symlink_to(course.config)
    with pytest.raises(CourseError, match=r"private_tools\.py is a link"):
        release(course, check=True)


@pytest.mark.parametrize(
    ("languages", "tags", "kept"),
    [
        (["en"], ["en", "zh-TW", "hw", ""], ["en", "hw", ""]),
        (["en"], ["ml", "cs"], ["ml", "cs"]),
        (["zh-TW", "en"], ["de", "fr"], ["de", "fr"]),
        (["de"], ["de", "en"], ["de"]),
    ],
)
def test_only_translations_into_languages_of_no_use_are_left_out_and_it_is_told(
    write_course: Write, make: SimpleNamespace, languages: list[str], tags: list[str], kept: list[str]
) -> None:
    prose = [make.prose(f"prose in {tag}", tag) for tag in tags]
    course = write_course(make.notebook(prose), config=CONFIG + f"c.Examiner.languages = {languages}\n")
    form = release_form(read_master(course.notebooks("hw1")[0]), course.settings)
    assert [cell.source for cell in form.cells] == [f"prose in {tag}" for tag in kept]
    told = release(course, check=True).warnings
    assert len(told) == len(set(tags) - set(kept))
    assert all(tag in text for tag, text in zip(sorted(set(tags) - set(kept)), told, strict=True))


def test_files_that_are_no_longer_part_of_a_release_go_away(course: Course, gradebook_in: WithGradebook) -> None:
    gradebook_in(course)
    release(course)
    (course.source("hw1") / "numbers.csv").unlink()
    assert release(course).differences == ("numbers.csv is no longer part of the release",)
    assert [path.name for path in course.release("hw1").iterdir()] == ["hw1.ipynb"]


def test_checking_changes_nothing_and_names_what_differs(course: Course, gradebook_in: WithGradebook) -> None:
    gradebook_in(course)
    before = snapshot(course)
    assert release(course, check=True).differences == ("hw1.ipynb is missing", "numbers.csv is missing")
    assert snapshot(course) == before

    release(course)
    assert release(course, check=True).differences == ()
    before = snapshot(course)
    path = course.release("hw1") / "hw1.ipynb"
    notebook = parse(path.read_text())
    notebook.cells[1].source += "\nimport os"
    path.write_text(text_of(notebook))
    (course.release("hw1") / "numbers.csv").write_text("changed")
    (course.release("hw1") / "extra.txt").write_text("1")
    assert release(course, check=True).differences == (
        "extra.txt is no longer part of the release",
        "hw1.ipynb is out of date: cell 2 (imports)",
        "numbers.csv is out of date",
    )
    release(course)
    before.pop("gradebook.db")
    after = snapshot(course)
    after.pop("gradebook.db")
    assert after == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda _: "{}", "it is damaged"),
        (lambda text: text.replace('"name": "python3"', '"name": "other"'), "its metadata"),
        (lambda text: json.dumps(json.loads(text) | {"cells": []}), "0 cells instead of 9"),
    ],
)
def test_a_released_notebook_that_was_tampered_with_is_out_of_date(
    course: Course, gradebook_in: WithGradebook, change: Callable[[str], str], message: str
) -> None:
    gradebook_in(course)
    release(course)
    path = course.release("hw1") / "hw1.ipynb"
    path.write_text(change(path.read_text()))
    assert message in release(course, check=True).differences[0]


def test_cells_cannot_change_once_there_are_submissions(
    course: Course, gradebook_in: WithGradebook, make: SimpleNamespace
) -> None:
    from nbgrader.api import Gradebook

    gradebook_in(course)
    release(course)
    with Gradebook(course.gradebook_url, "tiny") as gradebook:
        gradebook.add_student("ada")
        gradebook.add_submission("hw1", "ada")
    master = make.master()
    master.cells.append(make.code("assert 1", "test_more", grade=True, locked=True, points=1))
    course.notebooks("hw1")[0].write_text(text_of(master))
    before = snapshot(course)
    with pytest.raises(CourseError, match=r"Cannot add or remove cells.*put new checks into graders/"):
        release(course)
    after = snapshot(course)
    del before["gradebook.db"], after["gradebook.db"]
    assert after == before
    assert rows(course, "select count(*) from grade_cells") == [(2,)]


def test_an_error_leaves_the_old_release_and_nothing_else(
    course: Course, gradebook_in: WithGradebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    gradebook_in(course)
    release(course)
    before = snapshot(course)
    (course.source("hw1") / "numbers.csv").write_text("new")
    here = os.getcwd()

    def fail(new: Path, target: Path) -> None:
        assert (new / "numbers.csv").read_text() == "new"
        raise OSError("disk full")

    monkeypatch.setattr(durable, "swap_folder", fail)
    with pytest.raises(OSError, match="disk full"):
        release(course)
    monkeypatch.undo()
    after = snapshot(course)
    for state in (before, after):
        del state["gradebook.db"], state["source/hw1/numbers.csv"]
    assert after == before
    assert sorted(path.name for path in (course.root / "release").iterdir()) == ["hw1"]
    assert os.getcwd() == here


def test_a_gradebook_that_cannot_be_opened_is_named(write_course: Write) -> None:
    course = write_course(config='c.CourseDirectory.db_url = "sqlite:////nowhere/gradebook.db"\n')
    with pytest.raises(CourseError, match="hw1 could not be entered in the gradebook"):
        release(course)
    assert not course.release("hw1").exists()


def test_an_unknown_assignment_is_answered_with_the_nearest(course: Course) -> None:
    with pytest.raises(CourseError, match="did you mean 'hw1'"):
        make_release(course, "hw11")


def test_a_damaged_master_is_named(course: Course) -> None:
    course.notebooks("hw1")[0].write_text('{"cells": [')
    with pytest.raises(CourseError, match=r"hw1\.ipynb is not a valid notebook"):
        release(course)
