"""Results on disk: those of earlier versions leave the folders that nbgrader hands out."""

from __future__ import annotations

from pathlib import Path

import msgspec
import nbformat
from msgspec.structs import replace
from tests.fixtures.reports import make_report

from examiner.course import results
from examiner.course.layout import Course
from examiner.course.results import last_graded, move_old_reports, read_report, store_report, stored_reports
from examiner.model import Verdict

SPARSE_BYTES = 1 << 40  # no disk of a test holds this


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_an_old_report_is_moved_and_its_copy_in_feedback_removed(course: Course) -> None:
    course.submitted("ada", "hw1").mkdir(parents=True)
    report = make_report("ada", assignment="hw1")
    old = put(course.autograded("ada", "hw1") / "report.json", report.dumps())
    notebook = put(old.with_name("hw1.ipynb"), "{}")
    copy = put(course.feedback("ada", "hw1") / "report.json", report.dumps())
    move_old_reports(course)
    assert stored_reports(course, "hw1") == [report]
    assert notebook.exists() and not old.exists() and not copy.exists()
    assert course.state.stat().st_mode & 0o077 == 0


def test_a_newer_report_stays(course: Course) -> None:
    newer, older = make_report("ada", assignment="hw1", seconds=2.0), make_report("ada", assignment="hw1", seconds=1.0)
    store_report(course, newer)
    old = put(course.autograded("ada", "hw1") / "report.json", older.dumps())
    move_old_reports(course)
    assert read_report(course.report_json("ada", "hw1")) == newer and not old.parent.exists()


def test_what_a_student_uploaded_under_that_name_is_no_report(course: Course) -> None:
    forged = make_report("ada", assignment="hw1").dumps()
    put(course.submitted("ada", "hw1") / "report.json", forged)
    copied = put(course.autograded("ada", "hw1") / "report.json", forged)
    put(course.root / "autograded/.draft/hw1/report.json", forged)
    put(course.root / "autograded/..odd/hw1/report.json", forged)
    move_old_reports(course)
    assert copied.exists() and stored_reports(course, "hw1") == []


def test_a_name_as_long_as_a_name_can_be_has_a_report(course: Course) -> None:
    report = make_report("a" * 255, assignment="hw1")
    store_report(course, report)
    assert read_report(course.report_json("a" * 255, "hw1")) == report


def test_a_time_stamp_of_any_size_costs_no_more_than_its_text(course: Course) -> None:
    folder = course.submitted("ada", "hw1")
    folder.mkdir(parents=True)
    with open(folder / "timestamp.txt", "wb") as file:
        file.write(b"2026-01-31 12:00:00 Asia/Taipei \n")
        file.truncate(SPARSE_BYTES)
    found = course.submission("ada", "hw1").timestamp
    assert found == "2026-01-31T12:00:00+08:00"
    report = msgspec.structs.replace(make_report("ada"), assignment="hw1", timestamp=found)
    results.store(course, report, {"hw1": nbformat.v4.new_notebook()})
    assert (course.autograded("ada", "hw1") / "timestamp.txt").read_text() == "2026-01-31 04:00:00.000000 UTC\n"


def test_pictures_of_the_course_that_prose_shows_lie_beside_what_was_graded(course: Course) -> None:
    for name in ("plan.png", "figures/a plan.svg", "unused.png", "data.csv"):
        put(course.source("hw1") / name, name)
    put(course.submitted("ada", "hw1") / "plan.png", "the student's")
    prose = "![plan](plan.png) ![a](figures/a%20plan.svg) `data.csv`"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(prose)])
    results.store(course, make_report("ada", assignment="hw1"), {"hw1": notebook})
    folder = course.autograded("ada", "hw1")
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found - {"timestamp.txt"} == {"hw1.ipynb", "plan.png", "figures/a plan.svg"}
    assert (folder / "plan.png").read_text() == "plan.png"


def test_a_report_that_gives_other_scores_leaves_the_former_one_there(course: Course) -> None:
    first = make_report("ada", assignment="hw1")
    fault = replace(first, outcome=Verdict.FAULT, score=None, tasks=())
    store_report(course, first)
    store_report(course, replace(first, seconds=9.0))
    assert not course.former_report_json("ada", "hw1").exists()  # the scores are the same
    store_report(course, fault)
    assert read_report(course.former_report_json("ada", "hw1")) == replace(first, seconds=9.0)
    store_report(course, replace(fault, seconds=1.0))
    assert last_graded(course, "ada", "hw1") == replace(first, seconds=9.0)
    assert last_graded(course, "bo", "hw1") is None
