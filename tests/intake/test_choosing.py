"""The notebook of an upload is found under other names, in folders and among copies; else it is said what lies there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbformat import NotebookNode

from examiner.course.errors import Rejected
from examiner.intake.upload import Intake, take_in
from examiner.model import Limits
from examiner.model.cells import MISSING, read_cell
from examiner.model.notebook import text_of

Upload = Callable[..., Path]
DATA = b"a,b\n"


@pytest.fixture
def answered(make: SimpleNamespace) -> Callable[..., NotebookNode]:
    """Return an answered copy of the assignment, with further cells."""

    def build(text: str = "def double(x):\n    return x + x", *more: NotebookNode) -> NotebookNode:
        notebook: NotebookNode = make.master()
        next(cell for cell in notebook.cells if cell.id == "double").source = text
        notebook.cells += more
        return notebook

    return build


@pytest.fixture
def taken(make: SimpleNamespace) -> Callable[[Path], Intake]:
    """Take an upload in."""
    return lambda folder: take_in(folder, "hw1.ipynb", make.master(), {}, Limits())


def answer(intake: Intake) -> str:
    return next(str(cell.source) for cell in intake.notebook.cells if read_cell(cell).grade_id == "double")


def write(path: Path, notebook: NotebookNode) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text_of(notebook), encoding="utf-8")


@pytest.mark.parametrize("folder", ["hw1", "Ann Lee_12345_assignsubmission_file_", "a/b/c"])
def test_a_notebook_in_a_folder_is_graded_with_the_files_beside_it(
    tmp_path: Path, answered: Callable[..., NotebookNode], taken: Callable[[Path], Intake], folder: str
) -> None:
    write(tmp_path / folder / "hw1.ipynb", answered())
    write(tmp_path / "__MACOSX" / "hw1.ipynb", answered("pass"))
    (tmp_path / folder / "scores.csv").write_bytes(DATA)
    (tmp_path / "readme.txt").write_bytes(DATA)
    found = taken(tmp_path)
    assert "x + x" in answer(found)
    assert found.files == {"readme.txt": DATA, "scores.csv": DATA}
    assert [note.en for note in found.notes] == [
        f"The notebook was uploaded as '{folder}/hw1.ipynb' and graded as hw1.ipynb."
    ]


@pytest.mark.parametrize("name", ["hw1.ipynb.txt", "hw1.json", "hw1.ipynb.json", "sub/hw1.ipynb.txt", "HW1.IPYNB"])
def test_a_notebook_with_another_ending_is_graded(
    tmp_path: Path, answered: Callable[..., NotebookNode], taken: Callable[[Path], Intake], name: str
) -> None:
    write(tmp_path / name, answered())
    (tmp_path / "settings.json").write_text('{"a": 1}')
    found = taken(tmp_path)
    assert "x + x" in answer(found)
    assert f"uploaded as '{name}' and graded" in found.notes[0].en


def test_of_notebooks_in_folders_the_one_of_the_right_name_is_graded(
    tmp_path: Path, answered: Callable[..., NotebookNode], taken: Callable[[Path], Intake], make: SimpleNamespace
) -> None:
    write(tmp_path / "hw1" / "hw1.ipynb", answered())
    write(tmp_path / "hw1" / "old.ipynb", make.master())
    assert "x + x" in answer(taken(tmp_path))
    write(tmp_path / "again" / "hw1.ipynb", answered("double = 1"))
    with pytest.raises(Rejected, match=r"several notebooks: 'again/hw1\.ipynb', 'hw1/hw1\.ipynb'\."):
        taken(tmp_path)


def test_links_lead_to_no_notebook(
    tmp_path: Path, answered: Callable[..., NotebookNode], taken: Callable[[Path], Intake]
) -> None:
    write(tmp_path / "elsewhere" / "hw1.ipynb", answered())
    (tmp_path / "upload").mkdir()
    (tmp_path / "upload" / "hw1").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Rejected, match="no notebook"):
        taken(tmp_path / "upload")


def test_the_answered_copy_beside_an_untouched_notebook_is_graded(
    tmp_path: Path, answered: Callable[..., NotebookNode], taken: Callable[[Path], Intake], make: SimpleNamespace
) -> None:
    write(tmp_path / "hw1.ipynb", make.master())
    write(tmp_path / "hw1-Copy1.ipynb", answered())
    found = taken(tmp_path)
    assert "x + x" in answer(found)
    assert [note.en for note in found.notes] == [
        "Nothing is answered in hw1.ipynb, but in 'hw1-Copy1.ipynb': that one was graded."
    ]
    write(tmp_path / "hw1-Copy2.ipynb", answered("double = 1"))
    with pytest.raises(Rejected, match=r"but in 'hw1-Copy1\.ipynb', 'hw1-Copy2\.ipynb'\. Upload the one"):
        taken(tmp_path)


def test_a_copy_with_other_answers_is_told_and_another_assignments_notebook_is_not_taken(
    tmp_path: Path, answered: Callable[..., NotebookNode], taken: Callable[[Path], Intake], make: SimpleNamespace
) -> None:
    write(tmp_path / "hw1.ipynb", answered())
    write(tmp_path / "hw1-Copy1.ipynb", answered("double = 1"))
    found = taken(tmp_path)
    assert "x + x" in answer(found)
    assert [note.en for note in found.notes] == [
        "Only hw1.ipynb was graded, not 'hw1-Copy1.ipynb'.",
        "'hw1-Copy1.ipynb', which was not graded, holds other answers: double.",
    ]
    write(tmp_path / "hw1.ipynb", make.master())
    write(tmp_path / "hw1-Copy1.ipynb", make.notebook([make.code("x = 1", "x", solution=True)]))
    assert [note.en for note in taken(tmp_path).notes] == ["Only hw1.ipynb was graded, not 'hw1-Copy1.ipynb'."]


def test_a_copy_with_all_answers_of_the_notebook_and_more_is_graded(
    tmp_path: Path, answered: Callable[..., NotebookNode], taken: Callable[[Path], Intake], make: SimpleNamespace
) -> None:
    more = answered()
    next(cell for cell in more.cells if cell.id == "halve").source = "halve = 2"
    begun = answered()
    next(cell for cell in begun.cells if cell.id == "halve").source = "# begun\nraise NotImplementedError()"
    master = make.master()
    next(cell for cell in master.cells if cell.id == "halve").source = "raise NotImplementedError()"
    write(tmp_path / "hw1.ipynb", begun)
    write(tmp_path / "hw1-Copy1.ipynb", more)
    found = take_in(tmp_path, "hw1.ipynb", master, {}, Limits())
    assert "halve = 2" in [cell.source for cell in found.notebook.cells]
    assert [note.en for note in found.notes] == [
        "All answers in hw1.ipynb stand in 'hw1-Copy1.ipynb', too, which holds more: that one was graded."
    ]


def test_cells_without_checksums_count_where_they_are_where_a_course_has_nbgraders_way(
    tmp_path: Path, answered: Callable[..., NotebookNode], make: SimpleNamespace
) -> None:
    """As in a master that is handed in: no release has signed its cells."""
    mine = answered()
    for cell in mine.cells:
        cell.metadata.get("nbgrader", {}).pop("checksum", None)
    write(tmp_path / "hw1.ipynb", mine)
    found = take_in(tmp_path, "hw1.ipynb", make.master(), {}, Limits(), in_place=True)
    assert "x + x" in answer(found)
    assert not [cell.source for cell in found.notebook.cells if MISSING in read_cell(cell).tags]


@pytest.mark.parametrize("line", ["%run helper.ipynb", '%run "./helper.ipynb"', "nbformat.read('helper.ipynb', 4)"])
def test_a_notebook_that_the_code_runs_lies_beside_it(
    tmp_path: Path,
    answered: Callable[..., NotebookNode],
    taken: Callable[[Path], Intake],
    make: SimpleNamespace,
    line: str,
) -> None:
    helper = make.notebook([make.code("def twice(x):\n    return x + x")])
    write(tmp_path / "helper.ipynb", helper)
    write(tmp_path / "other.ipynb", helper)
    write(tmp_path / "hw1.ipynb", answered("double = twice", make.code(line)))
    files = taken(tmp_path).files
    assert [*files] == ["helper.ipynb"]
    assert nbformat.reads(files["helper.ipynb"].decode(), 4).cells[0].source.startswith("def twice")
