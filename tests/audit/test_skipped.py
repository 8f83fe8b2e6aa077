"""What an audit says against leaving a cell out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from tests.audit.course import GRADERS, AuditedCourse, cell_of

from examiner.audit.skipped import needed_though_skipped


def against(small: AuditedCourse, change: Callable[[NotebookNode], object]) -> list[str]:
    notebook = small.notebook()
    picture = new_code_cell("curve = example + 1", id="picture", metadata={"tags": ["skip-execution"]})
    notebook.cells.insert(5, picture)
    change(notebook)
    return needed_though_skipped(notebook, small.graders)


def source(name: str, text: str) -> Callable[[NotebookNode], None]:
    """Return a change that adds a text to a cell."""

    def change(notebook: NotebookNode) -> None:
        cell = notebook.cells[5] if name == "picture" else cell_of(notebook, name)
        cell.source += f"\n{text}"

    return change


def test_nothing_is_said_against_a_picture(small: AuditedCourse) -> None:
    assert against(small, lambda notebook: None) == []


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        (source("guess", "curve"), "cell 6 has the tag skip-execution, and cell 11 (guess) needs curve"),
        (source("test_guess", "curve"), "cell 6 has the tag skip-execution, and cell 12 (test_guess) needs curve"),
        (source("guess", "exec('curve')"), "cell 6 has the tag skip-execution, and cell 11 (guess) needs it"),
        (
            source("picture", "plt.rcParams['font.size'] = 3"),
            "cell 6 has the tag skip-execution and uses rcParams, which",
        ),
        (
            lambda notebook: cell_of(notebook, "scale").metadata.update(tags=["skip-execution"]),
            "cell 7 (scale) has the tag skip-execution, which counts for given cells alone",
        ),
    ],
)
def test_a_tag_that_may_not_stand_there_is_told(small: AuditedCourse, change: Callable, trouble: str) -> None:
    (found,) = against(small, change)
    assert found.startswith(trouble)


def test_a_grader_does_not_ask_for_what_is_not_run(small: AuditedCourse) -> None:
    small.write("test_guess.py", GRADERS["guess"].replace("student.guess(x", "student.guess(student.curve"))
    assert against(small, lambda notebook: None) == [
        "test_guess.py asks for curve, which only cell 6 defines: it is not run"
    ]
    small.write("test_guess.py", GRADERS["guess"].replace("student.guess(x", "student.guess(student.checked"))
    assert against(small, source("test_scale", "checked = 1")) == [
        "test_guess.py asks for checked, which only cell 8 (test_scale) defines: it is not run"
    ]


def plotting(notebook: NotebookNode) -> None:
    notebook.cells[5].source += "\nplt.plot(curve)"


def test_a_grader_does_not_look_at_what_is_not_run(small: AuditedCourse) -> None:
    small.write(
        "test_scale.py", GRADERS["scale"].replace("SECRET", "shown = lambda student: student.figures\n\n        SECRET")
    )
    assert against(small, lambda notebook: None) == []  # it only computes
    assert against(small, plotting) == ["test_scale.py looks at what its task's cells put out, and cell 6 is not run"]
