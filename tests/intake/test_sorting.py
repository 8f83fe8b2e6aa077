"""Which file of an upload is which of an assignment's several notebooks; one that is missing costs only its own tasks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from nbformat import NotebookNode

from examiner.course.errors import Rejected
from examiner.intake.handed import Handed, take_in_all
from examiner.intake.upload import Wanted
from examiner.model import Limits
from examiner.model.cells import read_cell
from examiner.model.notebook import text_of

Take = Callable[..., Handed]


def master(make: SimpleNamespace, name: str) -> NotebookNode:
    """Return a notebook whose grade ids are those of all others."""
    return make.notebook(
        [
            make.prose(f"# {name}"),
            make.code(f"def {name}():\n    raise NotImplementedError()", "answer", solution=True),
            make.code(f"assert {name}()", "test_answer", grade=True, locked=True, points=2),
        ]
    )


def answered(make: SimpleNamespace, name: str, text: str = "return 1") -> NotebookNode:
    notebook = master(make, name)
    notebook.cells[1].source = f"def {name}():\n    {text}"
    return notebook


@pytest.fixture
def take(make: SimpleNamespace, tmp_path: Path) -> Take:
    """Take in an upload of some files, for an assignment of the notebooks one, two."""

    def run(**files: NotebookNode | str) -> Handed:
        for name, content in files.items():
            path = tmp_path / name.replace("__", "/").replace("_IPYNB", ".ipynb")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content if isinstance(content, str) else text_of(content), encoding="utf-8")
        return take_in_all(tmp_path, [Wanted(f"{n}.ipynb", master(make, n)) for n in ("one", "two")], {}, Limits())

    return run


def answers(handed: Handed) -> list[str | None]:
    """Return what is graded in each notebook."""
    return [
        None
        if part.intake is None
        else next(c.source for c in part.intake.notebook.cells if read_cell(c).grade_id == "answer").split("    ")[1]
        for part in handed.parts
    ]


def notes(handed: Handed) -> str:
    return "\n".join(note.en for note in handed.notes)


def test_each_file_is_the_notebook_of_its_name(take: Take, make: SimpleNamespace) -> None:
    handed = take(one_IPYNB=answered(make, "one"), two_IPYNB=answered(make, "two", "return 2"))
    assert (answers(handed), notes(handed), handed.reason) == (["return 1", "return 2"], "", None)


def test_a_missing_notebook_is_told_and_the_other_is_graded(take: Take, make: SimpleNamespace) -> None:
    handed = take(one_IPYNB=answered(make, "one"))
    assert answers(handed) == ["return 1", None] and handed.parts[1].reason is None and handed.reason is None
    assert notes(handed) == "There is no two.ipynb in what you handed in: its tasks get no points."


def test_an_unreadable_notebook_says_why_and_the_other_is_graded(take: Take, make: SimpleNamespace) -> None:
    handed = take(one_IPYNB=answered(make, "one"), two_IPYNB="{")
    assert answers(handed) == ["return 1", None]
    assert handed.reason is not None and handed.reason.en.startswith("two.ipynb: ")
    assert handed.parts[1].reason is not None and handed.parts[1].reason.en in notes(handed)
    assert handed.content != take(two_IPYNB=answered(make, "two")).content


@pytest.mark.parametrize(
    "name", ["two_final_IPYNB", "two (1)_IPYNB", "folder__two_IPYNB", "a__b__x_IPYNB", "two_IPYNB.txt"]
)
def test_a_notebook_under_another_name_is_known_by_its_text(take: Take, make: SimpleNamespace, name: str) -> None:
    handed = take(**{"one_IPYNB": answered(make, "one"), name: answered(make, "two", "return 2")})
    assert answers(handed) == ["return 1", "return 2"]
    assert "and graded as two.ipynb" in notes(handed)


def test_two_notebooks_under_each_others_names_are_told_apart(take: Take, make: SimpleNamespace) -> None:
    plain = make.notebook([make.code("def two():\n    return 2"), make.code("assert two()")])
    swapped = make.notebook([make.code("def one():\n    return 1"), make.code("assert one()")])
    assert answers(take(one_IPYNB=plain, two_IPYNB=swapped)) == ["return 1", "return 2"]


def test_a_copy_belongs_to_the_notebook_that_it_is_like(take: Take, make: SimpleNamespace) -> None:
    copy = answered(make, "two", "return 2")
    handed = take(one_IPYNB=answered(make, "one"), two_IPYNB=master(make, "two"), Untitled_IPYNB=copy)
    assert answers(handed) == ["return 1", "return 2"]
    assert "two: Nothing is answered in two.ipynb, but in 'Untitled.ipynb'" in notes(handed)


def test_a_notebook_of_neither_is_left_out_and_told(take: Take, make: SimpleNamespace) -> None:
    other = make.notebook([make.code("print('mine')")])
    handed = take(one_IPYNB=answered(make, "one"), two_IPYNB=answered(make, "two"), mine_IPYNB=other)
    assert notes(handed) == "These notebooks were not graded, for they are none of the assignment's: 'mine.ipynb'."


def test_notes_say_which_notebook_they_are_about(take: Take, make: SimpleNamespace) -> None:
    changed = answered(make, "two")
    changed.cells[2].source = "pass"
    assert notes(take(one_IPYNB=answered(make, "one"), two_IPYNB=changed)).startswith("two: The text of these cells")


def test_nothing_of_the_assignment_is_refused_whole(take: Take, make: SimpleNamespace) -> None:
    with pytest.raises(Rejected) as refused:
        take(mine_IPYNB=make.notebook([make.code("print('mine')")]))
    assert "no notebook one.ipynb, two.ipynb" in refused.value.reason.en
    with pytest.raises(Rejected) as refused:
        take(one_IPYNB="{", two_IPYNB="")
    assert "one.ipynb" in refused.value.reason.en and "two.ipynb" in refused.value.reason.en


def test_two_different_copies_of_a_missing_notebook_are_unclear(take: Take, make: SimpleNamespace) -> None:
    copies = {f"{name}_IPYNB": answered(make, "two", f"return '{name}'") for name in ("a", "b")}
    handed = take(one_IPYNB=answered(make, "one"), **copies)
    assert answers(handed) == ["return 1", None]
    assert handed.reason is not None and "holds several notebooks: 'a.ipynb', 'b.ipynb'" in handed.reason.en
