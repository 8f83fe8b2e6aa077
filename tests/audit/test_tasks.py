"""Which cells a task needs, and which names tell so."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from tests.audit.course import AuditedCourse, cell_of

from examiner.audit.tasks import EARLIER, RESET, choose, tasks_of
from examiner.course.errors import CourseError
from examiner.grading.names import asked_of, names_of


def test_names_are_those_of_the_cell_and_of_its_functions() -> None:
    names = names_of(
        "import math\nfrom a import b as c\n\ndef f(x):\n    y = x + k\n    return g(y)\n\nz[0] = f(1)\nm.fit(z)"
    )
    assert names is not None
    assert names.bound == {"f", "z", "m"} and names.imported == {"math", "c"}
    assert names.used >= {"k", "g", "z", "m"} and not names.used & {"x", "y", "math"}


def test_magics_are_passed_over_and_a_cell_that_is_no_python_has_no_names() -> None:
    names = names_of("%matplotlib inline\n!ls\nx = 1")
    assert names is not None and names.bound == {"x"}
    assert names_of("%%bash\nls -l | wc") is None


def test_a_grader_asks_by_attribute_or_by_a_computed_name() -> None:
    assert asked_of("student", "def test_a(student):\n    student.f(other.g)\n    x = 'h'") == {"f"}
    assert "h" in asked_of("student", "def test_a(student):\n    for n in ['h']:\n        getattr(student, n)(1)")
    many = (
        "def test_a(student):\n    student.each('f', [1])\n    student.generator(3)\n    student.each(student.g, [1])"
    )
    assert asked_of("student", many) == {"f", "g"}
    named = "@demands('weights')\ndef test_a(student):\n    for n in ['h']:\n        student[n](1)"
    assert asked_of("student", named) == {"h"}


def sources(small: AuditedCourse, task: str, notebook: NotebookNode, **others: list[str]) -> list[str]:
    return [cell.source for cell in tasks_of(notebook, small.graders, others)[task].notebook.cells]


def test_only_the_cells_that_an_answer_needs_are_run(small: AuditedCourse) -> None:
    notebook = small.notebook()
    plot = new_code_cell("curve = example + 1\nprint(curve)", id="plot")
    needed = new_code_cell("limit = example.max()", id="needed")
    notebook.cells[5:5] = [plot, needed]
    assert cell_of(notebook, "guess").source.count("limit") == 0
    assert not {plot.source, needed.source} & set(sources(small, "guess", notebook))
    cell_of(notebook, "guess").source += "\n    print(limit)"
    found = sources(small, "guess", notebook)
    assert needed.source in found and plot.source not in found
    assert cell_of(notebook, "scale").source not in found


def test_cells_that_show_an_answer_are_run_if_the_grader_looks_at_them(small: AuditedCourse) -> None:
    notebook = small.notebook()
    plot = new_code_cell("print(guess([0, 1], [0, 1])([0]))", id="plot")
    place = next(i for i, cell in enumerate(notebook.cells) if cell.id == "guess")
    notebook.cells.insert(place + 1, plot)
    assert plot.source not in sources(small, "guess", notebook)
    path = small.graders / "test_guess.py"
    path.write_text(path.read_text().replace("data = np", "assert student.stdout is not None; data = np"))
    assert plot.source in sources(small, "guess", notebook)


def test_another_answer_may_need_an_earlier_one(small: AuditedCourse) -> None:
    notebook = small.notebook()
    answer = "def guess(x, y):\n    return lambda new: scale(new) > 0.5"
    assert cell_of(notebook, "scale").source in sources(small, "guess", notebook, guess=[answer])


def test_the_answer_stands_after_the_reset_and_no_self_check_is_run(small: AuditedCourse) -> None:
    task = tasks_of(small.notebook(), small.graders, {})["guess"]
    ids = [cell.id for cell in task.notebook.cells]
    assert ids[task.reset] == RESET and ids[task.answer] == "guess" and EARLIER in ids
    assert task.notebook.cells[-1].source == "" and task.grade_ids == ("test_guess",) and task.points == 2


def test_an_unknown_task_is_refused_with_its_neighbour(small: AuditedCourse, tmp_path: Path) -> None:
    tasks = tasks_of(small.notebook(), small.graders, {})
    assert list(choose(tasks, [])) == ["scale", "guess"]
    with pytest.raises(CourseError, match="did you mean 'scale'"):
        choose(tasks, ["scael"])
