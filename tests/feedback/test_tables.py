"""The table under a grade cell survives every way a notebook is shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from nbconvert.filters.strings import clean_html
from nbformat.v4 import new_code_cell, new_notebook

from examiner.feedback.tables import result_output, result_table_html, result_table_text
from examiner.model import TaskMarks
from examiner.model.held import HeldCell

BOTH = ("zh-TW", "en")
SECRET = "STAFF-ONLY-7421"  # as in conftest


def words(html):
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


def test_the_table_shows_each_check_with_outcome_points_message_and_hint(report):
    html = result_table_html(report.tasks[0], BOTH)
    rows = BeautifulSoup(html, "html.parser").find_all("tr")
    assert len(rows) == 1 + len(report.tasks[0].checks)
    assert words(str(rows[1])) == "✓ 通過 / Passed Keras 範例 The Keras example on logits 4 / 4"
    assert "expected 500.0, got inf" in words(str(rows[3])) and "Think about log(0)." in words(str(rows[3]))
    assert words(html).startswith("二元交叉熵 / Binary cross-entropy : 6 / 8 ◐ 部分得分")


def test_the_text_says_the_same(report):
    text = result_table_text(report.tasks[0], ("en",))
    assert text.splitlines() == [
        "Binary cross-entropy: 6 / 8 ◐ Part of the marks",
        "  This is what was scored by machine, without points that your teacher has given since.",
        "  ✓ Passed (4 / 4): The Keras example on logits",
        "  ✓ Passed (2 / 2): Lists are accepted as well",
        "  ✗ Not right yet (0 / 2): Stable at logits of ±1000",
        "      expected 500.0, got inf",
        "      Hint: Think about log(0).",
    ]


def test_a_table_of_what_counts_now_is_not_called_the_machines(report):
    task = report.tasks[0]
    changed = TaskMarks(task, HeldCell(task.score, hand=7.0, max_score=8.0))
    for make in (result_table_html, result_table_text):
        assert "was scored by machine" in words(make(task, BOTH)) and "6 / 8" in words(make(task, BOTH))
        shown = words(make(changed, BOTH))
        assert "was scored by machine" not in shown and "changed the mark to 7 (scored by machine: 6)" in shown
        assert "7 / 8" in shown and "6 / 8" not in shown


def test_a_fault_says_nothing_of_its_cause(report):
    fault = report.tasks[4]
    for text in (result_table_html(fault, BOTH), result_table_text(fault, BOTH)):
        assert SECRET not in text and "– / 5" in text and "not in your work" in text
        assert "0 / 3" not in text


def test_a_task_for_the_teacher_has_no_table_but_a_sentence(report):
    html = result_table_html(report.tasks[5], BOTH)
    assert "<table" not in html and "Your teacher marks this task" in html


def test_the_output_is_valid_in_a_notebook(report):
    cell = new_code_cell("assert True", outputs=[result_output(report.tasks[0], BOTH)])
    notebook = new_notebook(cells=[cell])
    nbformat.validate(notebook)
    assert json.loads(nbformat.writes(notebook))["cells"][0]["outputs"][0]["metadata"] == {"examiner_result": True}


def test_every_word_survives_nbconverts_sanitising(report):
    for task in report.tasks:
        html = result_table_html(task, BOTH)
        # nbconvert adds the row group that HTML implies, then prints its name: so it does with every table.
        assert words(clean_html(html)).replace("<tbody> ", "").replace(" </tbody>", "") == words(html)


def test_the_table_is_shown_by_nbconvert_with_and_without_sanitising(report):
    cell = new_code_cell("assert True", outputs=[result_output(report.tasks[0], BOTH)])
    for sanitize in (False, True):
        body, _ = HTMLExporter(sanitize_html=sanitize).from_notebook_node(new_notebook(cells=[cell]))
        page = BeautifulSoup(body, "html.parser")
        assert len(page.find("table").find_all("tr")) == 4
        assert "expected 500.0, got inf" in page.find("table").text


@pytest.mark.slow
def test_the_table_stands_in_nbgraders_own_feedback(report, notebook, tmp_path):
    from nbgrader.api import Gradebook

    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks:
            cell.metadata.nbgrader = {
                "grade": False,
                "solution": False,
                "locked": False,
                "task": False,
                "schema_version": 3,
                "points": 8,
                **marks,
            }
        if marks.get("grade_id") == "test_binary_crossentropy":
            cell.outputs.append(result_output(report.tasks[0], BOTH))
    folder = tmp_path / "autograded" / "ada" / "hw1"
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "hw1.ipynb")
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db", "demo") as gradebook:
        gradebook.add_assignment("hw1")
        gradebook.add_notebook("hw1", "hw1")
        for cell in notebook.cells:
            marks = cell.metadata.get("nbgrader", {})
            if marks.get("grade"):
                gradebook.add_grade_cell(marks["grade_id"], "hw1", "hw1", max_score=8, cell_type="code")
            if marks.get("solution"):
                gradebook.add_solution_cell(marks["grade_id"], "hw1", "hw1")
        gradebook.add_student("ada")
        gradebook.add_submission("hw1", "ada")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_feedback", "hw1"],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    page = BeautifulSoup((tmp_path / "feedback" / "ada" / "hw1" / "hw1.html").read_text(), "html.parser")
    (table,) = page.find_all("table")
    assert len(table.find_all("tr")) == 4 and "Think about log(0)." in table.text
