"""One line of ``nbgrader_config.py`` sets up nbgrader's door, and nbgrader's feedback holds no hidden test."""

from __future__ import annotations

from datetime import datetime

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbgrader.coursedir import CourseDirectory
from tests.conftest import CONFIG
from traitlets.config import Config

from examiner.nbgrader_plugin import HideTests, configure

MARKS = {"schema_version": 3, "grade_id": "test_f", "grade": True, "solution": False, "locked": True, "points": 1}
COLOURED = "\x1b[38;5;28;01massert\x1b[39;00m f(\x1b[38;5;241m12\x1b[39m) \x1b[38;5;241m==\x1b[39m \x1b[38;5;241m144\x1b[39m, 'of f'"
HIDDEN = "assert f(12) == 144, 'of f'"


def test_configure_sets_the_preprocessors_that_a_course_would_name() -> None:
    config = Config()
    configure(config)
    assert config.Autograde.sanitize_preprocessors[-1] == "examiner.nbgrader_plugin.Intake"
    for name in ("examiner.nbgrader_plugin.Grade", "examiner.nbgrader_plugin.Save"):
        assert name in CONFIG and name in config.Autograde.autograde_preprocessors
    assert "examiner.nbgrader_plugin.HideTests" in config.GenerateFeedback.preprocessors


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-01-31 12:00:00.5 UTC\n", datetime(2026, 1, 31, 12, 0, 0, 500_000)),
        ("2026-01-31 12:00:00 +0800", datetime(2026, 1, 31, 4)),
        ("2026-01-31 12:00:00 Asia/Taipei", datetime(2026, 1, 31, 4)),
        ("2026-01-31 12:00:00 CST", datetime(2026, 1, 31, 4)),  # of the course's zone; nbgrader's reader raises
        ("2026-01-31T12:00:00", datetime(2026, 1, 31, 4)),
        ("next week\n", None),
        ("", None),
        (None, None),
    ],
)
def test_nbgraders_commands_read_times_as_ours_do(text, found, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(CourseDirectory, "get_existing_timestamp", CourseDirectory.get_existing_timestamp)
    configure(Config())
    directory = CourseDirectory(config=Config({"Exchange": {"timezone": "Asia/Taipei"}}))
    if text is not None:
        (tmp_path / "timestamp.txt").write_text(text)
    assert directory.get_existing_timestamp(str(tmp_path)) == found


def test_hidden_tests_are_in_no_source_and_no_output_of_feedback() -> None:
    source = f"assert f(3) == 9\n### BEGIN HIDDEN TESTS\n{HIDDEN}\n### END HIDDEN TESTS"
    trace = ["Traceback", f"\x1b[0;32m----> 3\x1b[0m {COLOURED}"]
    error = new_output("error", ename="AssertionError", evalue="of f", traceback=trace)
    read = new_output("stream", text=repr([f"{HIDDEN}\n"]))
    plain = new_output("stream", text="hello")
    cells = [
        new_code_cell(source, outputs=[error, plain], metadata={"nbgrader": MARKS}),
        new_code_cell("print(seen)", outputs=[read, plain]),
    ]
    notebook, _ = HideTests().preprocess(new_notebook(cells=cells), {})
    assert "144" not in str(notebook) and "HIDDEN" not in str(notebook)
    assert [cell.outputs for cell in notebook.cells] == [[plain], [plain]]
    assert notebook.cells[0].source == "assert f(3) == 9"
