"""A master with a mistake is not released, and nothing hidden leaves with a release."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from nbformat import NotebookNode
from tests.fixtures.tiny import CONFIG

from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.release.edition import make_release, release_form

LEFT_OUT = ("left out: cell 1 of the master, tagged zh-TW; c.Examiner.languages names en",)
Write = Callable[..., Course]


def refusal(course: Course) -> str:
    """Return why a course with graders of its own is refused: as nbgrader has it, less is."""
    course.graders("hw1").mkdir(parents=True, exist_ok=True)
    (course.graders("hw1") / "test_double.py").touch()
    with pytest.raises(CourseError) as caught:
        make_release(course, "hw1", check=True)
    return str(caught.value)


def metadata(cell: NotebookNode) -> NotebookNode:
    return cell.metadata.nbgrader


CASES: list[tuple[str, Callable[[list[NotebookNode]], Any], str]] = [
    ("duplicate", lambda c: metadata(c[8]).update(grade_id="double"), "cell 9 (double): cell 5 has the same grade_id"),
    ("no points", lambda c: metadata(c[5]).pop("points"), "cell 6 (test_double): it is graded but has no points"),
    ("odd points", lambda c: metadata(c[5]).update(points="4"), "cell 6 (test_double): it is graded but has no points"),
    ("no id", lambda c: metadata(c[4]).pop("grade_id"), "cell 5: it has no grade_id"),
    ("empty id", lambda c: metadata(c[4]).update(grade_id=""), "cell 5: it has no grade_id"),
    ("odd id", lambda c: metadata(c[4]).update(grade_id="a b"), "the grade_id 'a b' may hold only letters"),
    ("old schema", lambda c: metadata(c[4]).update(schema_version=1), "version 1 instead of 3; run `nbgrader update"),
    ("no schema", lambda c: metadata(c[4]).pop("schema_version"), "version none instead of 3"),
    ("missing flag", lambda c: metadata(c[4]).pop("locked"), "nbgrader refuses its metadata: 'locked' is a required"),
    ("extra key", lambda c: metadata(c[4]).update(colour="red"), "nbgrader refuses its metadata: Additional"),
    ("prose", lambda c: c[4].update(cell_type="markdown"), "nbgrader refuses its metadata: Markdown solution cell"),
    ("no end", lambda c: c[4].update(source="### BEGIN SOLUTION\nx"), "'BEGIN SOLUTION' without 'END SOLUTION'"),
    ("no begin", lambda c: c[4].update(source="x\n### END SOLUTION"), "'END SOLUTION' without 'BEGIN SOLUTION'"),
    ("nested", lambda c: c[4].update(source="# BEGIN SOLUTION\n# BEGIN SOLUTION\n# END SOLUTION"), "a second 'BEGIN"),
    ("no answer cell", lambda c: c[6].update(source="# BEGIN SOLUTION\n# END SOLUTION"), "in a cell that is no answer"),
    ("no grade cell", lambda c: c[6].update(source="# BEGIN HIDDEN TESTS\n# END HIDDEN TESTS"), "is no grade cell"),
    ("tests unended", lambda c: c[5].update(source="# BEGIN HIDDEN TESTS\nx"), "without 'END HIDDEN TESTS'"),
    ("misspelt", lambda c: c[5].update(source="x\n### BEGIN HIDDEN TEST\ny"), "line 2, '### BEGIN HIDDEN TEST', is no marker: write 'BEGIN HIDDEN TESTS' in it"),
    ("small", lambda c: c[5].update(source="### begin hidden tests\nx"), "write 'BEGIN HIDDEN TESTS' in it, or, if none is meant, other words"),
    ("begin misspelt", lambda c: c[4].update(source="x\n### BEGIN  SOLUTION\n### END SOLUTION"), "line 2, '### BEGIN  SOLUTION', is no marker: write 'BEGIN SOLUTION' in it"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "message"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_mistake_in_the_master_is_named_with_its_cell(
    write_course: Write, make: SimpleNamespace, change: Callable[[list[NotebookNode]], Any], message: str
) -> None:
    master = make.master()
    change(master.cells)
    text = refusal(write_course(master))
    assert "source/hw1/hw1.ipynb cannot be released" in text
    assert message in text


def test_all_mistakes_are_named_at_once(write_course: Write, make: SimpleNamespace) -> None:
    master = make.master()
    metadata(master.cells[5]).pop("points")
    metadata(master.cells[9]).pop("points")
    assert refusal(write_course(master)).count("\n- ") == 2


def test_comments_that_only_resemble_markers_are_let_through(write_course: Write, make: SimpleNamespace) -> None:
    master = make.master()
    master.cells[6].source = "# BEGIN TRAINING\n# end of the loop\n# Begin with the solution of task 1"
    course = write_course(master)
    make_release(course, "hw1", check=True)


def test_what_stands_in_an_answer_that_is_cleared_wholly_is_no_mistake(
    write_course: Write, make: SimpleNamespace
) -> None:
    master = make.master()
    master.cells[8].source = "### BEGIN MY SOLUTION\n### BEGIN MARK SCHEME\nreturn np.divide(x, 2.0)"
    make_release(write_course(master), "hw1", check=True)


def test_a_grade_cell_that_is_not_marked_as_locked_is_released_locked(
    write_course: Write, make: SimpleNamespace
) -> None:
    master = make.master()
    metadata(master.cells[5]).update(locked=False)
    course = write_course(master)
    make_release(course, "hw1", check=True)
    form = release_form(master, course.settings)
    assert not next(cell for cell in form.cells if cell.id == "test_double").metadata.editable


@pytest.mark.parametrize(
    ("config", "stub"),
    [
        ("", "# YOUR CODE HERE\nraise NotImplementedError()"),
        ("c.ClearSolutions.code_stub = {'python': '# yours to write'}\n", "# yours to write"),
    ],
)
def test_the_stub_of_an_answer_is_no_secret(write_course: Write, make: SimpleNamespace, config: str, stub: str) -> None:
    master = make.master()
    master.cells[8].source = stub
    course = write_course(master, config=CONFIG + config)
    assert make_release(course, "hw1", check=True).warnings == LEFT_OUT


def test_lines_that_a_helper_happens_to_share_with_an_answer_are_told(
    write_course: Write, make: SimpleNamespace
) -> None:
    master = make.master()
    master.cells[
        8
    ].source = "import statistics\n\ndef halve(x):\n    values = list(x)\n    return statistics.mean(values) / 2"
    course = write_course(master)
    (course.source("hw1") / "tools.py").write_text("import statistics\n\ndef low(x):\n    values = list(x)\n")
    assert make_release(course, "hw1", check=True).warnings[1:] == (
        "tools.py shares text with an answer; look whether it is meant: line 1 is hidden text of cell 9 of the master: "
        "'import statistics', line 4 is hidden text of cell 9 of the master: 'values = list(x)'",
    )
    (course.source("hw1") / "tools.py").write_text("values = list(x)\nreturn statistics.mean(values) / 2")
    assert "tools.py, line 2: hidden text of cell 9" in refusal(course)


def test_a_helper_that_imports_much_of_what_an_answer_imports_is_told_in_one_line(
    write_course: Write, make: SimpleNamespace
) -> None:
    imports = "\n".join(
        f"import {name}" for name in ("statistics", "itertools", "functools", "collections", "fractions")
    )
    master = make.master()
    master.cells[8].source = f"{imports}\n\ndef halve(x):\n    return statistics.mean(list(x)) / 2"
    course = write_course(master)
    for name in ("tools.py", "more.py"):
        (course.source("hw1") / name).write_text(imports)
    told = make_release(course, "hw1", check=True).warnings[1:]
    assert [text.partition(" ")[0] for text in told] == ["more.py", "tools.py"]
    assert all("'import functools', and 2 more" in text and "collections" not in text for text in told)


def test_a_solution_line_in_a_data_file_is_named(course: Course) -> None:
    (course.source("hw1") / "helpers.py").write_text("import numpy as np\n\n    return np.multiply(x, 2)  # twice\n")
    assert ("helpers.py, line 3: hidden text of cell 5 of the master: 'return np.multiply(x, 2)  # twice'") in refusal(
        course
    )


def test_a_line_of_an_answer_without_markers_is_hidden_too(course: Course) -> None:
    (course.source("hw1") / "helpers.py").write_text("    return np.divide(x, 2.0)")
    assert "hidden text of cell 9" in refusal(course)


def test_a_hidden_test_in_a_data_file_is_named(course: Course) -> None:
    (course.source("hw1") / "notes.txt").write_text("assert double(1234567) == 2469134")
    assert "notes.txt, line 1" in refusal(course)


def test_a_marker_in_a_data_file_is_named(course: Course) -> None:
    (course.source("hw1") / "notes.txt").write_text("### BEGIN SOLUTION")
    assert "notes.txt, line 1: the marker 'BEGIN SOLUTION'" in refusal(course)


def test_hidden_data_among_the_data_files_is_named(course: Course) -> None:
    course.hidden_data("hw1").mkdir(parents=True)
    (course.hidden_data("hw1") / "digits.npz").write_bytes(b"\x93NUMPY hidden")
    (course.source("hw1") / "digits.npz").write_bytes(b"\x93NUMPY hidden")
    assert "digits.npz: it is the hidden file" in refusal(course)


def test_without_graders_a_file_that_tells_an_answer_stays_unless_the_notebook_asks_for_it(
    write_course: Write, make: SimpleNamespace
) -> None:
    master = make.master()
    course = write_course(master)
    (course.source("hw1") / "helpers.py").write_text("x = 1\n    return np.multiply(x, 2)  # twice\n")
    (course.source("hw1") / "notes.txt").write_text("assert double(1234567) == 2469134")
    made = make_release(course, "hw1", check=True)
    assert not {"helpers.py", "notes.txt"} & set(made.files)
    assert [text for text in made.warnings if "was left out" in text] == [
        "helpers.py was left out of the release, as nothing asks for it and it tells what is hidden: helpers.py, line 2: "
        "hidden text of cell 5 of the master: 'return np.multiply(x, 2)  # twice'",
        "notes.txt was left out of the release, as nothing asks for it and it tells what is hidden: notes.txt, line 1: "
        "hidden text of cell 6 of the master: 'assert double(1234567) == 2469134'",
    ]
    master.cells[2].source += "\nimport helpers"
    course = write_course(master)
    made = make_release(course, "hw1", check=True)
    assert "helpers.py" in made.files and "notes.txt" not in made.files
    assert any(text.startswith("helpers.py goes to students because") for text in made.warnings)


def test_lines_that_also_stand_in_the_open_part_may_be_released(write_course: Write, make: SimpleNamespace) -> None:
    master = make.master()
    master.cells[6].source = "    return np.multiply(x, 2)  # twice"
    course = write_course(master)
    (course.source("hw1") / "helpers.py").write_text("return np.multiply(x, 2)  # twice\nreturn x\n")
    make_release(course, "hw1", check=True)


def test_a_conversion_that_forgets_to_strip_is_caught(write_course: Write) -> None:
    course = write_course(config="c.ClearSolutions.enabled = False\nc.ClearHiddenTests.enabled = False\n")
    text = refusal(course)
    assert "hw1.ipynb, cell 5: hidden text of cell 5 of the master: 'return np.multiply(x, 2)  # twice'" in text
    assert "hw1.ipynb, cell 6: hidden text of cell 6 of the master: 'assert double(1234567) == 2469134'" in text
    assert "the marker 'BEGIN SOLUTION'" in text


def test_a_binary_data_file_is_not_searched_for_lines(course: Course) -> None:
    (course.source("hw1") / "x.bin").write_bytes(b"\xff\xfe\x00return np.multiply(x, 2)  # twice")
    make_release(course, "hw1", check=True)


def test_what_nbgrader_itself_refuses_is_an_error_with_the_file(write_course: Write, make: SimpleNamespace) -> None:
    master = make.master()
    master.metadata.kernelspec["language"] = "cobol"
    text = refusal(write_course(master))
    assert "nbgrader refuses the notebook: language 'cobol'" in text
    assert "source/hw1" in text
