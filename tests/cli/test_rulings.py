"""``examiner extend``, ``excuse`` and ``void``: what they write, refuse and take back, and where it is seen."""

from __future__ import annotations

import contextlib
import csv
import json
import re
import shutil
from pathlib import Path

import jsonschema
import pytest
from bs4 import BeautifulSoup
from nbgrader.api import Gradebook

from examiner.exports.quoted_csv import QuotedCsv

ROOT = Path(__file__).parents[2]
WRONG = "def double(x): return 0"
DUE, LATE = "2026-01-31 03:00:00 UTC", "2026-01-31 05:00:00 UTC"
WITHOUT = "def greet(name): return 1 / 0"


@pytest.fixture(scope="module")
def graded(make_mini, request):
    """A class of three, of whom one comes two hours late, graded; who is late has no points."""
    mini = make_mini()
    mini.configure("c.LateSubmissionPlugin.penalty_method = 'zero'\nc.Exchange.timezone = 'Asia/Taipei'")
    for student, answers in {"ada": {}, "bo": {"double": WRONG}, "cy": {"double": WRONG, "greet": WITHOUT}}.items():
        mini.submit(student, **answers)
    (mini.root / "submitted/bo/mini/timestamp.txt").write_text(LATE)
    with Gradebook(f"sqlite:///{mini.root / 'gradebook.db'}", "mini") as book:
        book.add_assignment("mini", duedate=DUE)
        for student in ("ada", "bo", "cy", "dan"):
            book.add_student(student)
    return mini


@pytest.fixture
def mini(graded, examiner, tmp_path):
    """A copy of that course."""
    if not (graded.root / ".examiner/reports").exists():
        done = examiner(graded.root, "grade", "mini")
        assert done.returncode == 0, done.stderr
    root = Path(shutil.copytree(graded.root, tmp_path / "copy"))
    (root / "groups.csv").write_text("group,student\nnight,bo\nnight,dan\nday,ada\n")
    return root


@pytest.fixture
def run(examiner, mini):
    """Run a command in the course, and return what it prints with --json."""

    def run(*arguments: str, code: int = 0) -> list[dict]:
        done = examiner(mini, *arguments, "--json")
        assert done.returncode == code, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    return run


def marks(run) -> dict[str, tuple[float | None, float, float]]:
    """Return what counts by student, out of how much, and what was taken off, as the next ``grade`` says."""
    lines = run("grade", "mini")
    for line in lines:
        jsonschema.validate(line, json.loads((ROOT / "docs/schema/grade.schema.json").read_text()))
        assert line["cached"]
    return {
        line["student"]: (line["marks"]["score"], line["marks"]["max_score"], line["marks"]["penalty"])
        for line in lines
    }


def held(root: Path, student: str):
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "mini") as book:
        row = book.find_submission("mini", student)
        return row.extension, row.total_seconds_late, row.late_submission_penalty


BEFORE = {"ada": (10, 10, 0), "bo": (0, 10, 5), "cy": (0, 10, 0)}


@pytest.mark.parametrize(
    "option", [("--until", "2026-01-31 13:00"), ("--until", "2026-01-31T05:00Z"), ("--by", "2h"), ("--by", "+1d2h")]
)
def test_who_has_an_extension_is_not_late_at_once_and_stays_so(run, mini, option) -> None:
    assert marks(run) == BEFORE
    (line,) = run("extend", "mini", "-s", "bo", *option, "--why", "ill")
    jsonschema.validate(line, json.loads((ROOT / "docs/schema/ruling.schema.json").read_text()))
    assert line["changes"] == [{"student": "bo", "before": 0, "after": 5}] and line["changed"]
    assert held(mini, "bo")[1:] == (0, 0)
    assert marks(run) == {**BEFORE, "bo": (5, 10, 0)}
    (line,) = run("extend", "mini", "-s", "bo", "--undo")
    assert line["changes"] == [{"student": "bo", "before": 5, "after": 0}]
    assert held(mini, "bo") == (None, 7200, 5)
    assert marks(run) == BEFORE


def test_an_absolute_time_stays_when_the_due_date_moves_and_a_span_goes_along(run, mini) -> None:
    run("extend", "mini", "-s", "bo", "--until", "2026-01-31 04:30 UTC")
    run("extend", "mini", "-s", "ada", "--by", "90m")
    assert [held(mini, name)[0].total_seconds() for name in ("bo", "ada")] == [5400, 5400]
    with Gradebook(f"sqlite:///{mini / 'gradebook.db'}", "mini") as book:
        book.update_or_create_assignment("mini", duedate="2026-01-31 04:00:00 UTC")
    marks(run)
    assert [held(mini, name)[0].total_seconds() for name in ("bo", "ada")] == [1800, 5400]
    assert held(mini, "bo")[1] == 1800
    with Gradebook(f"sqlite:///{mini / 'gradebook.db'}", "mini") as book:
        book.update_or_create_assignment("mini", duedate=None)
    assert marks(run)["bo"] == (5, 10, 0)  # without a due date nothing is late, and nbgrader would fail on an extension
    assert held(mini, "bo")[0] is None


def test_what_nbgrader_itself_has_granted_stays(run, mini) -> None:
    with Gradebook(f"sqlite:///{mini / 'gradebook.db'}", "mini") as book:
        book.grant_extension("mini", "bo", hours=3)
    assert marks(run)["bo"] == (5, 10, 0)
    assert held(mini, "bo")[0].total_seconds() == 3 * 3600


def test_who_has_not_handed_in_yet_gets_the_extension_with_the_first_grade(run, mini, graded) -> None:
    run("extend", "mini", "--group", "night", "--by", "1d")
    (mini / "submitted/dan/mini").mkdir(parents=True)
    (mini / "submitted/dan/mini/mini.ipynb").write_bytes((mini / "submitted/bo/mini/mini.ipynb").read_bytes())
    (mini / "submitted/dan/mini/timestamp.txt").write_text(LATE)
    lines = {line["student"]: line["marks"] for line in run("grade", "mini")}
    assert (lines["dan"]["score"], lines["dan"]["extension_seconds"], lines["dan"]["seconds_late"]) == (5, 86400, 0)
    assert lines["dan"]["due"] == "2026-02-01T03:00:00+00:00" and lines["ada"]["extension_seconds"] == 0


def test_an_excused_task_leaves_score_and_total_of_that_student_alone(run) -> None:
    (line,) = run("excuse", "mini", "-s", "cy", "-t", "double", "--why", "was away")
    assert (line["grade_id"], line["changes"]) == ("test_double", [])  # 0 of 10 is 0 of 5 now
    assert marks(run) == {**BEFORE, "cy": (0, 5, 0)}
    run("excuse", "mini", "-s", "ada", "-t", "test_double", "-t", "test_greet")
    assert marks(run) == {"ada": (None, 0, 0), "bo": (0, 10, 5), "cy": (0, 5, 0)}
    run("excuse", "mini", "-s", "cy", "-s", "ada", "-t", "double", "-t", "greet", "--undo")
    assert marks(run) == BEFORE


def test_who_is_excused_from_all_of_it_has_no_mark_and_no_penalty(run) -> None:
    run("excuse", "mini", "-g", "night")
    assert marks(run) == {**BEFORE, "bo": (None, 0, 0)}


def test_a_voided_task_gives_everybody_its_points_or_leaves_the_total(run, mini) -> None:
    (line,) = run("void", "mini", "-t", "double")
    assert line["points"] == "full"
    assert line["changes"] == [{"student": "cy", "before": 0, "after": 5}]
    # All of a late submission's points go, those of the voided task too: as the plugin says.
    assert marks(run) == {"ada": (10, 10, 0), "bo": (0, 10, 10), "cy": (5, 10, 0)}
    (line,) = run("void", "mini", "-t", "double", "--points", "out")
    assert line["changes"] == [
        {"student": "ada", "before": 10, "after": 5},
        {"student": "cy", "before": 5, "after": 0},
    ]
    assert marks(run) == {"ada": (5, 5, 0), "bo": (0, 5, 5), "cy": (0, 5, 0)}
    run("void", "mini", "-t", "double", "--undo")
    assert marks(run) == BEFORE


def test_saying_it_again_writes_nothing(run, mini, examiner) -> None:
    log = mini / ".examiner/rulings.jsonl"
    run("excuse", "mini", "-s", "cy")
    before = log.read_bytes()
    (line,) = run("excuse", "mini", "-s", "cy", "--why", "said again")
    assert not line["changed"] and log.read_bytes() == before
    assert "was so already" in examiner(mini, "extend", "mini", "-s", "cy", "--undo").stdout
    assert log.read_bytes() == before


def test_a_dry_run_says_what_would_change_and_changes_nothing(run, mini, examiner) -> None:
    (line,) = run("extend", "mini", "-s", "bo", "--by", "1d", "--dry-run")
    assert line["dry_run"] and line["changes"] == [{"student": "bo", "before": 0, "after": 5}]
    done = examiner(mini, "void", "mini", "-t", "double", "--dry-run")
    assert "would be: mini, test_double: void" in done.stdout and "cy: 0 -> 5 points" in done.stdout
    assert not (mini / ".examiner/rulings.jsonl").exists()
    assert held(mini, "bo") == (None, 7200, 5) and marks(run) == BEFORE


def test_what_holds_is_listed_with_who_when_and_why(run, examiner, mini, monkeypatch) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", "tina")
    run("extend", "mini", "-g", "night", "--by", "1d", "--why", "power cut")
    run("extend", "mini", "-s", "bo", "--undo")
    (line,) = run("extend", "mini", "--list")
    assert (line["student"], line["group"], line["who"], line["why"]) == ("dan", "night", "tina", "power cut")
    shown = examiner(mini, "extend", "mini", "--list").stdout
    assert re.search(r"mini, dan: extended 24 h after the class \(tina, 20\d\d-.*, group night\): power cut", shown)
    assert "nothing holds" in examiner(mini, "void", "mini", "--list").stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("extend", "mini", "-s", "adda", "--by", "1d"),
            "there is no student 'adda' in the course; did you mean 'ada'?",
        ),
        (("extend", "mini", "-g", "nigt", "--by", "1d"), "has no group 'nigt'; did you mean 'night'?"),
        (
            ("excuse", "mini", "-s", "ada", "-t", "test_duoble"),
            "mini has no task 'test_duoble'; did you mean 'test_double'",
        ),
        (("void", "minni", "-t", "double"), "there is no assignment 'minni'"),
        (("void", "mini"), "no task is named: add --task ID"),
        (("excuse", "mini"), "nobody is named: add --student NAME or --group NAME"),
        (("extend", "mini", "-s", "ada"), "needs one of --until TIME and --by SPAN"),
        (("extend", "mini", "-s", "ada", "--by", "1d", "--until", DUE), "needs one of --until TIME and --by SPAN"),
        (("extend", "mini", "-s", "ada", "--by", "soon"), "--by 'soon' is no span of time such as 2d"),
        (("extend", "mini", "-s", "ada", "--until", "someday"), "--until 'someday' is no time such as"),
        (
            ("extend", "mini", "-s", "ada", "--until", "2025-12-31"),
            "is no extension: mini is due at 2026-01-31 03:00 UTC",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(examiner, mini, arguments, told) -> None:
    done = examiner(mini, *arguments)
    assert done.returncode == 2 and told in done.stderr
    assert not (mini / ".examiner/rulings.jsonl").exists()


def test_a_student_may_be_called_like_the_page_about_the_class(run, mini) -> None:
    (first,) = run("report", "mini")
    shutil.copytree(mini / "submitted/ada", mini / "submitted/mini.html")
    for folder in (".examiner/reports/mini", ".examiner/former/mini"):
        if (mini / folder / "ada.json").exists():
            text = (mini / folder / "ada.json").read_text().replace('"ada"', '"mini.html"')
            (mini / folder / "mini.html.json").write_text(text)
    pages = {line["student"]: Path(line["path"]) for line in run("feedback", "mini")}
    (second,) = run("report", "mini")
    assert Path(first["path"]) == mini / "feedback/mini.html" and pages["mini.html"].is_file()
    assert Path(second["path"]) == mini / "feedback/class-mini.html" and Path(second["path"]).is_file()


def test_without_a_due_date_an_extension_is_refused_with_the_remedy(examiner, mini) -> None:
    with Gradebook(f"sqlite:///{mini / 'gradebook.db'}", "mini") as book:
        book.update_or_create_assignment("mini", duedate=None)
    done = examiner(mini, "extend", "mini", "-s", "ada", "--by", "1d")
    assert done.returncode == 2 and "nbgrader db assignment add mini --duedate" in done.stderr


def test_the_exported_table_has_what_counts(run, mini) -> None:
    run("void", "mini", "-t", "double", "--points", "out")
    run("excuse", "mini", "-s", "cy", "-s", "dan")
    with contextlib.chdir(mini), Gradebook(f"sqlite:///{mini / 'gradebook.db'}", "mini") as book:
        QuotedCsv(to="grades.csv").export(book)
    with open(mini / "grades.csv", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    found = {
        name: tuple(float(row[key]) for key in ("raw_score", "late_submission_penalty", "score", "max_score"))
        for name, row in rows.items()
    }
    assert found == {"ada": (5, 0, 5, 5), "bo": (5, 5, 0, 5), "cy": (0, 0, 0, 0), "dan": (0, 0, 0, 0)}


def test_students_and_staff_see_it_on_their_pages(run, mini, examiner) -> None:
    run("extend", "mini", "-s", "bo", "--by", "1d", "--why", "private")
    run("excuse", "mini", "-s", "cy", "-t", "greet", "--why", "private")
    run("excuse", "mini", "-s", "ada")
    run("void", "mini", "-t", "double", "--points", "out")
    examiner(mini, "feedback", "mini")
    pages = {name: (mini / f"feedback/{name}/mini/mini.html").read_text() for name in ("ada", "bo", "cy")}
    shown = {name: " ".join(BeautifulSoup(page, "html.parser").get_text(" ").split()) for name, page in pages.items()}
    assert "after the class, by 1 天 1 d" in shown["bo"] and "Late by" not in shown["bo"]
    assert "taken out for everybody; its points left the total" in shown["bo"] and "5 / 5" in shown["bo"]
    assert "This task does not count for you." in shown["cy"]
    assert "This assignment does not count for you." in shown["ada"] and "10 / 10" not in shown["ada"]
    assert not any("private" in page for page in pages.values())
    examiner(mini, "report", "mini")
    staff = " ".join(BeautifulSoup((mini / "feedback/mini.html").read_text(), "html.parser").get_text(" ").split())
    assert "Excused from all of it (1): ada" in staff and "private" in staff
    assert "taken out of the total" in staff and "due later than the class, by" in staff
