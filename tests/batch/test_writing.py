"""Writing results: what is wrong with one submission's files is told of it, and the others are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace
from nbgrader.api import Gradebook
from tests.fixtures.commands import OneThread
from tests.fixtures.reports import report_with

from examiner.batch.index import Index
from examiner.batch.runner import Batch
from examiner.batch.writing import Writing
from examiner.course import stamps
from examiner.course.layout import Course
from examiner.course.results import last_graded
from examiner.model import FaultKind, Report, Task, Text, Verdict
from examiner.pipeline import Graded


@pytest.fixture
def batch(course: Course) -> Iterator[Batch]:
    """A run over two submissions of the tiny course; it grades nothing."""
    for name in ("ada", "bo"):
        course.submitted(name, "hw1").mkdir(parents=True)
    with OneThread() as executor:
        yield Batch(course, "hw1", executor=executor)


@pytest.fixture
def write(batch: Batch) -> Callable[..., list[Report]]:
    """Write reports as a run does."""

    def run(*reports: Report) -> list[Report]:
        with batch.gradebook() as writer:
            writing = Writing(batch, writer, Index(batch.loaded, boxed=True))
            return [writing.write(Graded(report)) for report in reports]

    return run


def report(student: str, score: float = 4.0) -> Report:
    """Return a report that fits the tiny course."""
    points = {"double": (score, 4.0), "halve": (2.0, 2.0)}
    tasks = [Task("hw1", name, f"test_{name}", Text.plain(name), *both) for name, both in points.items()]
    return report_with(student, tasks, assignment="hw1", score=score + 2, max_score=6.0, timestamp=None)


def scores(course: Course) -> dict[str, float]:
    """Return what the gradebook holds."""
    with Gradebook(course.gradebook_url, "tiny") as book:
        return {one.student.id: one.score for one in book.find_assignment("hw1").submissions}


def test_an_unusable_history_is_a_problem_of_its_submission_alone(course, batch, write) -> None:
    write(report("ada"), report("bo"))
    log = course.history("ada", "hw1")
    log.unlink()
    log.mkdir()
    first, second = write(report("ada", 1.0), report("bo", 1.0))
    assert (first.outcome, second.outcome) == (Verdict.FAULT, Verdict.GRADED)
    assert first.fault is not None and first.fault.kind is FaultKind.NOT_WRITTEN
    (problem,) = batch.problems
    assert problem.startswith(f"ada: {log}") and not batch.stopped
    assert scores(course) == {"ada": 6.0, "bo": 3.0}  # of ada the report and the gradebook say the same
    assert last_graded(course, "ada", "hw1") == report("ada")


def test_a_damaged_line_of_the_history_is_a_warning(course, batch, write) -> None:
    log = course.history("ada", "hw1")
    log.parent.mkdir(parents=True)
    log.write_bytes(b"{\n")
    (written,) = write(report("ada"))
    assert written.outcome is Verdict.GRADED and batch.problems == []
    assert [text for text in batch.warnings if f"{log}, line 1, " in text]
    batch.warnings.clear()
    write(replace(written, cached=True))
    assert batch.warnings == []  # nothing is noted


PLUGIN = """
from pathlib import Path
from nbgrader.plugins import BasePlugin

class Late(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return float(Path(__file__).with_name("points.txt").read_text())
"""


def graded_again(course: Course, *reports: Report) -> tuple[dict[str, float], set[str]]:
    """Write the reports that are not known to be in the gradebook; return what everybody lost, and who was left so."""
    with OneThread() as executor:
        batch = Batch(Course.find(course.root), "hw1", executor=executor)
        index = Index(batch.loaded, boxed=True)
        index.look_at([one.student for one in reports])
        with batch.gradebook() as writer:
            writing = Writing(batch, writer, index)
            for graded in [*writing.kept(reports)]:
                writing.write(graded)
        index.save()
    with Gradebook(course.gradebook_url, "tiny") as book:
        book.update_or_create_assignment("hw1", duedate="2026-02-01 00:00:00 UTC")
        done = {one.student.id: one.late_submission_penalty for one in book.find_assignment("hw1").submissions}
    return done, batch.untouched


def test_whatever_a_courses_own_plugin_reads_who_is_late_loses_what_it_says_now(course, monkeypatch) -> None:
    monkeypatch.setattr(stamps, "_COARSEST", -(10**12))
    folder = course.root / "house_rules"
    folder.mkdir()
    (folder / "late.py").write_text(PLUGIN)
    with open(course.root / "nbgrader_config.py", "a", encoding="utf-8") as file:
        file.write('c.AssignLatePenalties.plugin_class = "house_rules.late.Late"\n')
    for name in ("ada", "bo"):
        course.submitted(name, "hw1").mkdir(parents=True)
    times = {"ada": "2026-02-01T12:00:00+00:00", "bo": "2026-01-31T12:00:00+00:00"}
    both = [replace(report(name), timestamp=when, key="k", cached=True) for name, when in times.items()]
    (folder / "points.txt").write_text("1")
    graded_again(course, *both)
    assert graded_again(course, *both) == ({"ada": 1.0, "bo": 0.0}, set())  # there is a due date now
    (folder / "points.txt").write_text("3")
    assert graded_again(course, *both) == ({"ada": 3.0, "bo": 0.0}, {"bo"})


def test_nbgraders_own_plugin_is_not_asked_again(course, monkeypatch) -> None:
    monkeypatch.setattr(stamps, "_COARSEST", -(10**12))
    course.submitted("ada", "hw1").mkdir(parents=True)
    late = replace(report("ada"), timestamp="2026-02-01T12:00:00+00:00", key="k", cached=True)
    assert [graded_again(course, late)[1] for _ in range(3)] == [set(), set(), {"ada"}]
