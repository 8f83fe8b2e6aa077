"""What cells printed and drew is shown as text and pictures, the rest not at all."""

from __future__ import annotations

import nbformat
import pytest
from msgspec.structs import replace
from nbformat.v4 import new_code_cell, new_notebook, new_output
from tests.fixtures.reports import report_with

from examiner.feedback import outputs
from examiner.feedback.outputs import OUTPUT_CHARACTERS, OUTPUTS_PER_TASK, outputs_by_task
from examiner.feedback.tables import result_output
from examiner.model import Task, TaskKey, Text


def one_task(**facts):
    task = Task("hw1", "f", "test_f", Text.plain("f"), 1.0, 1.0, **facts)
    return report_with("ada", [task], score=1.0, max_score=1.0)


def notebook(answer=(), test=(), before=(), test_source="assert f()"):
    cells = [new_code_cell("import numpy", outputs=list(before)), new_code_cell("def f(): ...", outputs=list(answer))]
    cells[1].metadata.nbgrader = {"grade_id": "f", "solution": True, "grade": False}
    cells.append(new_code_cell(test_source, outputs=list(test)))
    cells[2].metadata.nbgrader = {"grade_id": "test_f", "grade": True, "solution": False, "locked": True}
    return new_notebook(cells=cells)


def outputs_of(book, report):
    return outputs_by_task({"hw1": book}, report)[TaskKey("hw1", "test_f")]


def shown(report, book):
    return [(output.kind, output.text and output.text.head) for output in outputs_of(book, report).shown]


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def test_the_cells_from_the_answer_to_the_test_belong_to_the_task():
    book = notebook(before=[stream("set-up")], answer=[stream("answer")], test=[stream("test")])
    assert shown(one_task(), book) == [("text", "answer"), ("text", "test")]


def test_pieces_of_one_stream_are_joined_and_coloured_codes_removed():
    pieces = [stream("\x1b[1m1"), stream("2\x1b[0m\n"), stream("warning", "stderr"), stream("3")]
    assert shown(one_task(), notebook(pieces)) == [("text", "12\n"), ("stderr", "warning"), ("text", "3")]


def test_a_picture_comes_before_its_text(tools):
    picture = new_output("display_data", data={"image/png": tools["drawing"](), "text/plain": "<Figure>"})
    (output,) = outputs_of(notebook([picture]), one_task()).shown
    assert (output.kind, output.image.width) == ("image", 480)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"text/html": "<b>x</b>", "text/plain": "plain x"}, [("text", "plain x")]),
        ({"text/html": "<script>alert(1)</script>"}, [("rich_output", None)]),
        ({"image/svg+xml": "<svg onload=alert(1)>"}, [("rich_output", None)]),
        ({"application/javascript": "alert(1)", "text/plain": "<IPython>"}, [("text", "<IPython>")]),
        ({"image/png": "bm90IGEgcG5n", "text/plain": "<Figure>"}, [("text", "<Figure>")]),
        ({"image/png": ["x"], "text/plain": ["a\n", "b"]}, [("text", "a\nb")]),
        ({"text/plain": {"not": "text"}}, [("rich_output", None)]),
    ],
)
def test_nothing_that_a_browser_would_interpret_passes(data, expected):
    book = notebook()
    book.cells[1].outputs = [nbformat.from_dict({"output_type": "display_data", "data": data, "metadata": {}})]
    assert shown(one_task(), book) == expected


def test_an_error_shows_the_students_traceback_once():
    error = new_output("error", ename="NameError", evalue="x", traceback=["\x1b[31mTraceback", "NameError: x"])
    assert shown(one_task(), notebook([error])) == [("error", "Traceback\nNameError: x")]
    assert shown(one_task(answer_error=Text.plain("NameError: x")), notebook([error])) == []


def test_a_test_cells_error_shows_neither_its_source_nor_its_values():
    error = new_output(
        "error", ename="AssertionError", evalue="expected 42", traceback=["assert f() == 42 # hidden", "E"]
    )
    assert shown(one_task(), notebook(test=[error])) == [("test_error", "AssertionError")]


def test_a_cell_with_hidden_tests_shows_nothing():
    source = "### BEGIN HIDDEN TESTS\nassert f(42)\n### END HIDDEN TESTS"
    assert shown(one_task(), notebook(test=[stream("called with 42")], test_source=source)) == []


def test_our_own_result_table_is_not_repeated():
    report = one_task()
    table = result_output(report.tasks[0], report.languages)
    assert shown(report, notebook(test=[table])) == []


def test_an_output_is_cut_to_size_and_many_outputs_are_counted():
    book = notebook([stream("x" * 1_000_000)])
    (output,) = outputs_of(book, one_task()).shown
    assert output.text.removed == 1_000_000 - OUTPUT_CHARACTERS
    many = [new_output("display_data", data={"text/plain": str(number)}) for number in range(1_000)]
    found = outputs_of(notebook(many), one_task())
    assert (len(found.shown), found.more) == (OUTPUTS_PER_TASK, 1_000 - OUTPUTS_PER_TASK)


def test_pictures_together_stay_within_the_pages_limit(tools, monkeypatch):
    picture = new_output("display_data", data={"image/png": tools["drawing"](), "text/plain": "<Figure>"})
    monkeypatch.setattr(outputs, "IMAGES_PER_PAGE_BYTES", len(tools["drawing"]()))
    kinds = [kind for kind, _ in shown(one_task(), notebook([picture, picture, picture]))]
    assert kinds[0] == "image" and kinds[-1] == "text"


@pytest.mark.parametrize(
    "metadata", [{}, {"nbgrader": []}, {"nbgrader": None}, {"nbgrader": {"grade": True}}, {"nbgrader": {"grade_id": 7}}]
)
def test_strange_metadata_is_no_trouble(metadata):
    book = notebook([stream("x")])
    book.cells[0].metadata = nbformat.from_dict(metadata)
    book.cells[0].outputs = [nbformat.from_dict({"output_type": "odd"}), "no output at all"]
    assert shown(one_task(), book) == [("text", "x")]
    assert outputs_by_task({}, one_task()) == {}


def test_tasks_of_the_same_name_in_two_notebooks_keep_their_own_outputs():
    (task,) = one_task().tasks
    report = replace(one_task(), tasks=(task, replace(task, notebook="part2")))
    found = outputs_by_task({"hw1": notebook([stream("one")]), "part2": notebook([stream("two")])}, report)
    texts = {key: [output.text.head for output in outputs.shown] for key, outputs in found.items()}
    assert texts == {("hw1", "test_f"): ["one"], ("part2", "test_f"): ["two"]}
