"""A class with everything that marks can hold, written without grading anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook as Nbgrader
from tests.conftest import marked_cell

from examiner.course.layout import Course
from examiner.course.results import store_report
from examiner.course.rulings import add_rulings
from examiner.gradebook.writer import GradebookWriter
from examiner.model import Check, Outcome, Report, Task, Text, Verdict, say
from examiner.model.rulings import Kind, Ruling, Voided

TASKS = {"test_add": 4.0, "test_mul": 6.0, "essay": 5.0}
PEOPLE = {
    "ada": ("Ada", "Lovelace", "ada@example.org", "501"),
    "b09901001": ("小明", "王", "ming@example.org", "503"),
    "bo": ("Bo", "O'Brien, Jr", "bo@example.org", "502"),
    "dan": ("Dan", "Dee", "dan@example.org", None),
    "eve": ("Eve", "Adams", "eve@example.org", None),
    "flo": ('Flo "the"', "two\nlines", None, None),
    "kim": ("Kim", "Lee", "kim@example.org", "505"),
    "zed": ("Zed", "=cmd", "+1@example.org", "504"),
}


def make_class(root: Path) -> Course:
    """Write a course with the assignments hw1 and hw2.

    In hw1 of 15 points ada has 3 + 6 + 4.5 by hand and 2 off; bo's essay waits; 小明 handed in and is not graded; dan
    did not; eve is excused; flo's file was rejected; kim has a fault in a task; zed is excused from the essay. In hw2
    ada and 小明 have all, flo 5, nobody else handed in, and test_mul does not count.
    """
    (root / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.course_id = "class"\nc.Examiner.preload = []\n'
    )
    for name in ("hw1", "hw2"):
        (root / "source" / name).mkdir(parents=True)
        nbformat.write(master(), root / f"source/{name}/{name}.ipynb")
    course = Course.find(root)
    with Nbgrader(course.gradebook_url, "class") as book:
        for student, (first, last, email, number) in PEOPLE.items():
            book.add_student(student, first_name=first, last_name=last, email=email, lms_user_id=number)
    add_rulings(course, [ruling("eve"), ruling("zed", "essay"), ruling("", "test_mul", "hw2")])
    hand_in(course, "hw1", "b09901001")
    add(
        course,
        Graded("hw1", "ada", {"test_add": 3.0, "test_mul": 6.0, "essay": 4.5}, penalty=2.0),
        Graded("hw1", "bo", {"test_add": 4.0, "test_mul": 0.0}),
        Graded("hw1", "flo", {}, outcome=Verdict.REJECTED),
        Graded("hw1", "kim", {"test_add": 4.0, "essay": 5.0}),
        Graded("hw1", "zed", {"test_add": 1.0, "test_mul": 1.5}),
        *(
            Graded("hw2", student, {"test_add": points, "test_mul": 0.0, "essay": 5.0})
            for student, points in (("ada", 4.0), ("b09901001", 4.0), ("flo", 0.0))
        ),
    )
    return course


def master() -> nbformat.NotebookNode:
    """Return a master with the tasks."""
    cells = [
        marked_cell("markdown" if name == "essay" else "code", f"# {name}", name, grade=True, solution=name == "essay",
                    locked=name != "essay", points=most)
        for name, most in TASKS.items()
    ]  # fmt: skip
    return nbformat.v4.new_notebook(cells=cells)


def ruling(student: str, grade_id: str = "", assignment: str = "hw1") -> Ruling:
    """Return an excuse, or of nobody in particular a voided task."""
    kind = Kind.EXCUSE if student else Kind.VOID
    points = None if student else Voided.OUT
    return Ruling(kind=kind, assignment=assignment, student=student, points=points, notebook=assignment if grade_id else "",
                  grade_id=grade_id, who="staff", when="2030-01-01T00:00:00+00:00")  # fmt: skip


def hand_in(course: Course, assignment: str, student: str) -> None:
    """Let a student hand in the master."""
    folder = course.root / "submitted" / student / assignment
    folder.mkdir(parents=True)
    nbformat.write(master(), folder / f"{assignment}.ipynb")


@dataclass(frozen=True)
class Graded:
    """What a student hands in, and how it is graded; the essay's points are given by hand, and looked at again or not."""

    assignment: str
    student: str
    scores: Mapping[str, float]
    outcome: Verdict = Verdict.GRADED
    penalty: float = 0.0
    again: bool = False

    def report(self) -> Report:
        """Return the report."""
        graded = self.outcome is Verdict.GRADED
        return Report(
            student=self.student,
            assignment=self.assignment,
            outcome=self.outcome,
            tasks=tuple(_task(self.assignment, name, self.scores) for name in TASKS) if graded else (),
            max_score=15.0,
            reason=None if graded else say("讀不了", "unreadable"),
            score=None,
            timestamp="2026-03-02T12:00:00+08:00",
        )


def add(course: Course, *all_graded: Graded) -> None:
    """Let students hand in and be graded."""
    written = [one for one in all_graded if one.outcome is Verdict.GRADED]
    with GradebookWriter(course.gradebook_url, "class") as writer:
        for one in all_graded:
            hand_in(course, one.assignment, one.student)
            store_report(course, one.report())
        for one in written:
            writer.ensure_assignment(one.assignment, one.assignment, master())
            assert writer.write(one.report(), None)
    with Nbgrader(course.gradebook_url, "class") as book:
        for one in written:
            submitted = book.find_submission_notebook(one.assignment, one.assignment, one.student)
            submitted.late_submission_penalty = one.penalty
            if "essay" in one.scores:
                grade = book.find_grade("essay", one.assignment, one.assignment, one.student)
                grade.manual_score, grade.needs_manual_grade = one.scores["essay"], one.again
        book.db.commit()


def _task(assignment: str, name: str, scores: Mapping[str, float]) -> Task:
    most = TASKS[name]
    if name == "essay":
        return Task(assignment, name, name, Text.plain("Why?"), None, most, manual=True)
    lost = name not in scores
    points = scores.get(name, 0.0)
    checks = (
        Check("test_first", Text.plain("first"), Outcome.FAULT if lost else Outcome.PASSED, min(points, 1.0), 1.0),
        Check("test_rest", Text.plain("rest"), Outcome.PASSED, max(points - 1.0, 0.0), most - 1.0),
    )
    return Task(assignment, name.removeprefix("test_"), name, Text.plain(name), None if lost else points, most, checks)
