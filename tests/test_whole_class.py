"""A class of 300 with marks by hand, penalties, rulings and a regrade: every figure of a mark is the same one everywhere."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import math
import os
import sqlite3
import statistics
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from tests.conftest import marked_cell
from tests.fixtures.instant import Instant, points

from examiner import cli
from examiner.batch.worker import Job, work
from examiner.cli.shared import Resources
from examiner.course.layout import Course
from examiner.course.rulings import add_rulings
from examiner.model.rulings import Kind, Ruling, Voided

STUDENTS = [f"s{number:03}" for number in range(300)]
REGRADED = [*STUDENTS[1::9], STUDENTS[2], STUDENTS[52]]  # of all kinds: late or not, by hand, excused, extended
MOST = {"test_sum": 7.0, "test_mean": 10.0, "test_full": 4.0, "test_out": 3.0, "essay": 5.0}
JUDGED = [name for name in MOST if name != "essay"]
AT_FIRST, OTHERWISE = "# as at first\n", "# otherwise\n"
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "whole"
c.Examiner.preload = []
c.Examiner.languages = ["en"]
c.AssignLatePenalties.plugin_class = "lateness.Seventh"
"""
LATENESS = """
from nbgrader.plugins import BasePlugin

class Seventh(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score / 7
"""
LATE, EXTENDED, EXCUSED, EXCUSED_FROM_ESSAY, UNMARKED = 5, 35, 60, 50, 40  # every so many-th student is so


def by_hand(number: int) -> dict[str, tuple[float | None, float | None]]:
    """Return the points that people give a student, and the extra credit, by task."""
    found: dict[str, tuple[float | None, float | None]] = {}
    if number % UNMARKED != 1:
        found["essay"] = (number % 51) / 10, None
    if number % 7 == 3:
        found["test_sum"] = 0.1 + (number % 13) / 3, None
    if number % 11 == 4:
        found["test_mean"] = None, 0.7
    return found


def rulings() -> list[Ruling]:
    """Return a task that counts as full for all, one that does not count, excuses and extensions."""

    def ruling(kind: Kind, student: str = "", task: str = "", **more: Any) -> Ruling:
        place = {"notebook": "hw", "grade_id": task} if task else {}
        return Ruling(kind=kind, assignment="hw", student=student, who="staff", when="2026-04-01T00:00:00+00:00",
                      **place, **more)  # fmt: skip

    found = [
        ruling(Kind.VOID, task="test_full", points=Voided.FULL),
        ruling(Kind.VOID, task="test_out", points=Voided.OUT),
    ]
    found += [ruling(Kind.EXTEND, name, seconds=86400.0 * 9) for name in STUDENTS[::EXTENDED]]
    found += [ruling(Kind.EXCUSE, name, "essay") for name in STUDENTS[2::EXCUSED_FROM_ESSAY]]
    return found + [ruling(Kind.EXCUSE, name) for name in STUDENTS[7::EXCUSED]]


def run(course: Course, *arguments: str) -> str:
    """Run a command in this process; nothing is graded."""
    text = io.StringIO()
    with contextlib.chdir(course.root), contextlib.redirect_stdout(text), contextlib.redirect_stderr(io.StringIO()):
        try:
            cli.main(arguments, Resources(None, Instant()))
        except SystemExit as end:
            assert not end.code, (arguments, text.getvalue())
    return text.getvalue()


@dataclass(frozen=True)
class Told:
    """What each way of telling marks says: by student the total and the penalty, and by student and task the points."""

    totals: Mapping[str, float | None]
    penalties: Mapping[str, float]
    tasks: Mapping[tuple[str, str], float | None]


def of_feedback(course: Course, students: Collection[str]) -> Told:
    found = [json.loads((course.feedback(name, "hw") / "feedback.json").read_text()) for name in students]
    return Told(
        {one["student"]: one["score"] for one in found},
        {one["student"]: one["penalty"] for one in found},
        {(one["student"], task["grade_id"]): task["score"] for one in found for task in one["tasks"]},
    )


def of_export(course: Course) -> Told:
    """Read the JSON; the CSV must say the same in each of its cells."""
    run(course, "export", "hw", "--to", "json", "--out", "hw.json")
    run(course, "export", "hw", "--to", "csv", "--out", "hw.csv")
    with open(course.root / "hw.csv", newline="") as file:
        cells = {row["student"]: row for row in csv.DictReader(file)}
    totals: dict[str, float | None] = {}
    penalties: dict[str, float] = {}
    tasks: dict[tuple[str, str], float | None] = {}
    for one in json.loads((course.root / "hw.json").read_text())["students"]:
        (result,), row, student = one["results"], cells[one["student"]], one["student"]
        totals[student], penalties[student] = result["so_far"], result["penalty"] or 0.0
        assert [points_of(row["hw so far"]), points_of(row["hw penalty"]) or 0.0] == [
            totals[student],
            penalties[student],
        ]
        assert points_of(row["hw"]) == result["score"]
        for task in result["tasks"]:
            tasks[student, task["grade_id"]] = task["score"]
            assert points_of(row[f"hw: {task['grade_id']}"]) == task["score"], (student, task)
    return Told(totals, penalties, tasks)


def points_of(cell: str) -> float | None:
    """Return the number in a cell; None: a word, or nothing."""
    try:
        return float(cell)
    except ValueError:
        return None


def of_class(course: Course) -> dict[str, dict[str, str]]:
    """Return the class report's rows on tasks."""
    run(course, "report", "hw")
    with open(course.class_report("hw").with_suffix(".csv"), encoding="utf-8-sig", newline="") as file:
        return {row["task"]: row for row in csv.DictReader(file) if not row["check"]}


def expected(course: Course, regraded: Collection[str]) -> Told:
    """Work all out anew: from the rules above, and of the gradebook's file only what was taken off for lateness."""
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as database:
        taken = database.execute(
            "SELECT s.student_id, n.late_submission_penalty FROM submitted_assignment s JOIN submitted_notebook n "
            "ON n.assignment_id = s.id"
        )
        off = {student: penalty or 0.0 for student, penalty in taken}
    out = {one.student: one.grade_id for one in rulings() if one.kind is Kind.EXCUSE}
    totals: dict[str, float | None] = {}
    tasks: dict[tuple[str, str], float | None] = {}
    for number, student in enumerate(STUDENTS):
        given = by_hand(number)
        for name, most in MOST.items():
            hand, extra = given.get(name, (None, None))
            text = OTHERWISE if name == "test_mean" and student in regraded else AT_FIRST
            machine = sum(points(student, name, most, text)) if name != "essay" else None
            score = hand if hand is not None else machine
            score = max(score or 0.0, most) if name == "test_full" else score
            left_out = name == "test_out" or out.get(student) in ("", name)
            tasks[student, name] = None if left_out or score is None else score + (extra or 0.0)
        counted = [tasks[student, name] or 0.0 for name in MOST]
        excused = out.get(student) == ""
        totals[student] = None if excused else max(0.0, sum(counted) - off[student])
        off[student] = 0.0 if excused else off[student]
    return Told(totals, off, tasks)


def same(told: Told, wanted: Told) -> None:
    """Compare what is told with what it should be, within the rounding of sums."""
    for one, other in ((told.totals, wanted.totals), (told.penalties, wanted.penalties), (told.tasks, wanted.tasks)):
        assert {key: value for key, value in one.items() if value is not None}.keys() == {
            key for key, value in other.items() if value is not None
        }
        assert all(
            math.isclose(value, other[key] or 0.0, abs_tol=2e-6) for key, value in one.items() if value is not None
        )


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """The class, handed in, graded and marked by hand: one of them by the program, all others as it did that."""
    monkeypatch.setattr(os, "fsync", lambda _: None)  # thousands, and no power cut is tried here
    root = tmp_path / "course"
    write_course(root)
    course = Course.find(root)
    first, *others = STUDENTS
    run(course, "grade", "hw", "--student", first)
    judge = Instant()
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as database:
        database.row_factory = sqlite3.Row
        for name in others:
            report = judge.submit(work, Job(str(root), "hw", name, None, True, "")).result().report
            course.report_json(name, "hw").write_text(report.dumps(), encoding="utf-8")
            add_like(database, first, name, {task.grade_id: task.score for task in report.tasks})
        mark_by_hand(database)
        database.execute("UPDATE assignment SET duedate = '2026-03-02 00:00:00.000000'")
        database.commit()
    add_rulings(course, rulings())
    return course


def write_course(root: Path) -> None:
    """Write the master, its graders, the settings, and what everybody hands in."""
    for folder in ("source/hw", "graders/hw"):
        (root / folder).mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIG)
    (root / "lateness.py").write_text(LATENESS)
    cells = [
        marked_cell("markdown" if name == "essay" else "code", f"# {name}", name, grade=True, solution=name == "essay",
                    locked=name != "essay", points=most)
        for name, most in MOST.items()
    ]  # fmt: skip
    text = nbformat.writes(nbformat.v4.new_notebook(cells=cells))
    (root / "source/hw/hw.ipynb").write_text(text)
    for name in JUDGED:
        (root / f"graders/hw/{name}.py").write_text(AT_FIRST)
    for number, name in enumerate(STUDENTS):
        folder = root / "submitted" / name / "hw"
        folder.mkdir(parents=True)
        (folder / "hw.ipynb").write_text(text)
        (folder / "timestamp.txt").write_text(f"2026-03-0{5 if number % LATE == 0 else 1} 12:00:00 UTC\n")


def add_like(database: sqlite3.Connection, first: str, student: str, scores: Mapping[str, float | None]) -> None:
    """Put a student into the gradebook's file, with the rows that another one has and points of their own."""

    def copies(table: str, column: str, old: str, **other: Any) -> Iterator[tuple[sqlite3.Row, str]]:
        for row in database.execute(f"SELECT * FROM {table} WHERE {column} = ?", (old,)).fetchall():
            new = {**dict(row), "id": uuid.uuid4().hex, **other}
            marks = ", ".join("?" * len(new))
            database.execute(f"INSERT INTO {table} ({', '.join(new)}) VALUES ({marks})", (*new.values(),))
            yield row, new["id"]

    [*copies("student", "id", first, id=student)]
    off = round(int(student[1:]) / 700, 6) if int(student[1:]) % LATE == 0 else None
    for handed_in, new in copies("submitted_assignment", "student_id", first, student_id=student):
        for book, new_book in copies(
            "submitted_notebook", "assignment_id", handed_in["id"], assignment_id=new, late_submission_penalty=off
        ):
            [*copies("comment", "notebook_id", book["id"], notebook_id=new_book)]
            for grade, new_grade in copies("grade", "notebook_id", book["id"], notebook_id=new_book):
                (name,) = database.execute("SELECT name FROM base_cell WHERE id = ?", (grade["cell_id"],)).fetchone()
                database.execute("UPDATE grade SET auto_score = ? WHERE id = ?", (scores[name], new_grade))


def mark_by_hand(database: sqlite3.Connection) -> None:
    """Give points as formgrader does."""
    rows = database.execute(
        "SELECT g.id, s.student_id, c.name FROM grade g JOIN submitted_notebook n ON g.notebook_id = n.id "
        "JOIN submitted_assignment s ON n.assignment_id = s.id JOIN base_cell c ON g.cell_id = c.id"
    ).fetchall()
    for grade, student, name in rows:
        if name in (given := by_hand(STUDENTS.index(student))):
            database.execute(
                "UPDATE grade SET manual_score = ?, extra_credit = ?, needs_manual_grade = 0 WHERE id = ?",
                (*given[name], grade),
            )


def test_every_mark_of_a_class_of_300_is_the_same_wherever_it_is_told(course: Course) -> None:
    pages, before = checked(course, REGRADED, regraded=())
    assert pages.totals.items() <= before.totals.items() and pages.tasks.items() <= before.tasks.items()
    (course.root / "graders/hw/test_mean.py").write_text(OTHERWISE)
    whose = [word for name in REGRADED for word in ("--student", name)]
    shown = run(course, "regrade", "hw", *whose, "--apply", "--json")
    pages, after = checked(course, STUDENTS, regraded=REGRADED)
    assert pages == after
    changes = {one["student"]: one for one in map(json.loads, shown.splitlines())}
    assert len(changes) > len(REGRADED) / 2 and changes.keys() <= {*REGRADED}
    for student in STUDENTS:
        same_as_told(changes.get(student), student, before, after)


def same_as_told(change: dict[str, Any] | None, student: str, before: Told, after: Told) -> None:
    """Compare what the regrade says of a student with what all else says before and after it."""
    now = {name: after.tasks[student, name] for name in MOST}
    then = {name: before.tasks[student, name] for name in MOST}
    if change is None:
        assert (now, after.totals[student], after.penalties[student]) == (
            then,
            before.totals[student],
            before.penalties[student],
        )
        return
    assert (change["before"], change["after"]) == (before.totals[student], after.totals[student])
    assert (change["penalty_before"], change["penalty_after"]) == (before.penalties[student], after.penalties[student])
    told = {f"test_{task['task']}": (task["before"], task["after"]) for task in change["tasks"]}
    assert told == {name: (then[name], now[name]) for name in MOST if then[name] != now[name]}


def checked(course: Course, shown: Collection[str], *, regraded: Collection[str]) -> tuple[Told, Told]:
    """Return what the pages of some students and the export of all say, once the export and the class report are right."""
    run(course, "feedback", "hw", *(word for name in shown for word in ("--student", name)))
    told, rows = of_export(course), of_class(course)
    same(told, expected(course, regraded))
    assert len({*told.penalties.values()}) > 30 and None in told.totals.values()
    by_task = defaultdict[str, list[float]](list)
    for (_, name), score in told.tasks.items():
        by_task[name] += [] if score is None else [score]
    for name, scores in by_task.items():
        assert rows[name]["judged"] == str(len(scores))
        assert rows[name]["mean"] == (f"{statistics.fmean(scores):.6g}" if scores else "")
        assert rows[name]["median"] == (f"{statistics.median(scores):.6g}" if scores else "")
    return of_feedback(course, shown), told
