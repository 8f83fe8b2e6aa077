"""The CSV of marks: nbgrader's rows, and names with commas, quotes and line ends in one piece."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin
from traitlets.config import Config

from examiner.exports.quoted_csv import COLUMNS, QuotedCsv

NAMES = {"ada": "Lovelace", "o'neil, jr": "O'Neil, Jr", "quote": 'The "Rock"', "line": "two\nlines", "王小明": "王"}


@pytest.fixture
def gradebook(tmp_path: Path):
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}", "demo") as book:
        for name in ("hw1", "hw2"):
            book.add_assignment(name, duedate="2026-03-01 12:00:00 UTC")
            book.add_notebook(name, name)
            book.add_grade_cell("test_add", name, name, max_score=5, cell_type="code")
        for student, last_name in NAMES.items():
            book.add_student(student, last_name=last_name)
        submission = book.add_submission("hw1", "o'neil, jr", timestamp=datetime(2026, 2, 28, 9, 30))
        book.find_grade("test_add", "hw1", "hw1", "o'neil, jr").manual_score = 4.5
        submission.notebooks[0].late_submission_penalty = 6
        book.add_submission("hw1", "ada")
        book.find_grade("test_add", "hw1", "hw1", "ada").auto_score = 3
        book.db.commit()
        yield book


def exported(kind: type, gradebook: Gradebook, path: Path, **traits) -> list[dict[str, str]]:
    kind(config=Config({"ExportPlugin": {"to": str(path), **traits}})).export(gradebook)
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_name_stays_in_its_column(gradebook, tmp_path: Path) -> None:
    rows = exported(QuotedCsv, gradebook, tmp_path / "ours.csv")
    assert {row["student_id"]: row["last_name"] for row in rows} == NAMES
    assert all(set(row) == set(COLUMNS) for row in rows) and len(rows) == 2 * len(NAMES)
    late = next(row for row in rows if row["student_id"] == "o'neil, jr" and row["assignment"] == "hw1")
    assert (late["raw_score"], late["late_submission_penalty"], late["score"], late["max_score"]) == (
        "4.5",
        "6.0",
        "0.0",
        "5.0",
    )


def test_what_needs_no_quotes_is_what_nbgrader_writes(gradebook, tmp_path: Path) -> None:
    chosen = {"student": ["ada", "王小明"], "assignment": ["hw1"]}
    ours = exported(QuotedCsv, gradebook, tmp_path / "ours.csv", **chosen)
    assert ours == exported(CsvExportPlugin, gradebook, tmp_path / "theirs.csv", **chosen)
    assert [(row["student_id"], row["score"]) for row in ours] == [("ada", "3.0"), ("王小明", "0.0")]


def test_a_file_that_cannot_be_written_leaves_the_old_one(gradebook, tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "grades.csv"
    path.write_text("old")

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(QuotedCsv, "_row", broken)
    with pytest.raises(RuntimeError):
        exported(QuotedCsv, gradebook, path)
    assert path.read_text() == "old"
