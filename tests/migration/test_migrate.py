"""A course that version 2258bb2 left behind: all of it has today's form after ``examiner migrate``, and nothing is lost.

``make_former.py`` has made ``former.zip`` with that version's own code.
"""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner, Result

from examiner.cli.shared import app
from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.course.results import read_report
from examiner.gradebook.reading import Gradebook as Reading
from examiner.migration import settings
from examiner.migration.course import BACKUP, carry_out, plan
from examiner.migration.reports import converted
from examiner.model import FaultKind, Outcome, Text, Verdict, say

FORMER = Path(__file__).with_name("former.zip")
STUDENTS = ("ada", "ben", "cleo")
Run = Callable[..., Result]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "course"
    with zipfile.ZipFile(FORMER) as pack:
        pack.extractall(folder)
    (folder / ".examiner").chmod(0o700)
    (folder / ".examiner" / "secret").chmod(0o600)
    return folder


@pytest.fixture
def run(root: Path) -> Run:
    return lambda *arguments: CliRunner().invoke(app, [*arguments, "--course", str(root)])


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.name != "lock"}


def rows(database: Path) -> list[str]:
    with sqlite3.connect(database) as connection:
        return list(connection.iterdump())


def test_reports_and_settings_have_todays_form_and_the_gradebook_is_as_it_was(root: Path, run: Run) -> None:
    before = rows(root / "gradebook.db")
    done = run("migrate")
    assert done.exit_code == 0, done.output
    course = Course.find(root)
    ada, ben, cleo = (read_report(course.report_json(name, "hw1")) for name in STUDENTS)
    assert (ada.score, ben.score, cleo.outcome) == (4, 0, Verdict.REJECTED)
    first = ben.tasks[0].checks[0]
    assert (ben.tasks[0].notebook, first.outcome, first.hint) == ("hw1", Outcome.FAILED, say("再想想", "Think again"))
    assert "graders/hw1/test_double.py:7" in first.detail
    assert cleo.reason is not None and "cut off" in cleo.reason.en
    assert not [*root.glob("*/*/hw1/report.json")] and not (root / "autograded/cleo/hw1").exists()
    assert "configure(c)" in course.config.read_text() and "AssignLatePenalties" not in course.config.read_text()
    assert course.config.read_text().endswith("# The end of the file stays.\n")
    assert rows(root / "gradebook.db") == before


def test_what_is_changed_is_copied_first_with_the_gradebook(root: Path, run: Run) -> None:
    before = contents(root)
    run("migrate")
    (copies,) = (root / ".examiner" / BACKUP).iterdir()
    kept, after = contents(copies), contents(root)
    changed = {name for name, data in before.items() if after.get(name) != data}
    assert changed == {
        *("nbgrader_config.py", "feedback/ada/hw1/report.json"),
        *(f"autograded/{name}/hw1/report.json" for name in STUDENTS),
    }
    assert {name: kept[name] for name in changed} == {name: before[name] for name in changed}
    assert rows(copies / "gradebook.db") == rows(root / "gradebook.db")


def test_twice_is_once(root: Path, run: Run) -> None:
    run("migrate")
    before = contents(root)
    again = run("migrate")
    assert again.exit_code == 0 and "nothing to change" in again.output
    assert contents(root) == before


def test_a_dry_run_changes_nothing_and_says_what_would(root: Path, run: Run) -> None:
    before = contents(root)
    dry = json.loads(run("migrate", "--dry-run", "--json").output)
    assert contents(root) == before and dry["changed"] is False and dry["copies"] is None
    done = json.loads(run("migrate", "--json").output)
    assert done["changed"] is True and done["steps"] == dry["steps"] and len(done["steps"]) == 5


def test_marks_given_by_hand_count_before_and_after_the_course_is_graded_again(root: Path, run: Run) -> None:
    run("migrate")
    course = Course.find(root)

    def ben() -> tuple[float | None, str]:
        (marks,) = Reading(course).marks("hw1", [read_report(course.report_json("ben", "hw1"))])
        with Gradebook(course.gradebook_url, "former") as gradebook:
            comment = gradebook.find_comment("essay", "hw1", "hw1", "ben").manual_comment
            assert gradebook.find_grade("essay", "hw1", "hw1", "ben").manual_score == 3.5
            assert gradebook.find_grade("test_double", "hw1", "hw1", "ada").extra_credit == 1
        return marks.score, comment

    assert ben() == (4.0, "Show the step between.")
    page = run("feedback", "hw1")
    assert page.exit_code == 0 and "Think again" in (root / "feedback/ben/hw1/hw1.html").read_text()
    assert run("grade", "hw1").exit_code == 1  # cleo's notebook is damaged still
    assert ben() == (4.0, "Show the step between.")


def test_reports_that_a_grading_has_moved_already_are_written_in_todays_form(root: Path, run: Run) -> None:
    course = Course.find(root)
    place = course.report_json("ada", "hw1")
    place.parent.mkdir(parents=True)
    (root / "autograded/ada/hw1/report.json").rename(place)
    assert run("migrate").exit_code == 0
    assert read_report(place).score == 4


def test_a_report_of_today_is_not_replaced_by_one_of_the_former_version(root: Path, run: Run) -> None:
    run("migrate")
    course = Course.find(root)
    newer = course.report_json("ada", "hw1").read_bytes()
    old = root / "autograded/ada/hw1/report.json"
    old.write_bytes((root / next(p for p in contents(root) if p.endswith("ben/hw1/report.json"))).read_bytes())
    assert run("migrate").exit_code == 0
    assert course.report_json("ada", "hw1").read_bytes() == newer and not old.exists()


def test_settings_that_cannot_be_read_afterwards_are_as_they_were(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = Course.find(root)
    before = course.config.read_bytes()
    monkeypatch.setattr(settings, "TODAY", "c.Examiner.no_such_setting = 1\n")
    with pytest.raises(CourseError, match="no_such_setting"):
        carry_out(course, plan(course))
    assert course.config.read_bytes() == before


def test_a_list_of_ones_own_is_left_and_told(root: Path, run: Run) -> None:
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text().replace('    "nbgrader.preprocessors.LimitOutput",\n', ""))
    before = config.read_text()
    done = run("migrate")
    assert done.exit_code == 1 and "AssignLatePenalties" in done.output
    assert config.read_text() == before


def test_a_former_fault_is_a_fault_and_no_zero() -> None:
    check = {"name": "test_a", "title": "A", "outcome": "fault", "points": 0.0, "max_points": 1.0}
    task = {"task": "a", "grade_id": "test_a", "title": "", "score": None, "max_score": 1.0, "checks": [check]}
    top = {"student": "ada", "assignment": "hw1", "outcome": "fault", "score": None, "max_score": 1.0}
    report = converted({**top, "tasks": [task], "reason": "a grader failed"}, "hw1")
    assert report.fault is not None and report.fault.kind is FaultKind.GRADER and report.score is None
    assert report.tasks[0].title == Text.plain("a")
