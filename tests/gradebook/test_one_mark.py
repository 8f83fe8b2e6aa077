"""Marks are one thing: page, class report, table, JSON and nbgrader's own API agree, over random gradebooks."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbgrader.api import Gradebook as Nbgrader
from tests.conftest import marked_cell

from examiner.cli.lines import GradeLine
from examiner.cli.summary import closing_line
from examiner.course.layout import Course
from examiner.course.results import store_report
from examiner.course.rulings import add_rulings
from examiner.feedback.publish import feedback
from examiner.gradebook.reading import Gradebook
from examiner.gradebook.writer import GradebookWriter
from examiner.model import Check, Marks, Outcome, Report, Task, TaskKey, Text, Verdict
from examiner.model.marks import add_up
from examiner.model.rulings import Kind, Ruling, Voided
from examiner.pages.text import points
from examiner.reports.class_page import class_html

tenths = st.integers(0, 80).map(lambda number: number / 10)


@dataclass(frozen=True)
class Cell:
    """One task of a random assignment, as it is held for one student."""

    points: float
    share: float
    manual: bool
    hand: float | None
    extra: float | None
    ruling: str  # "", "full", "out" or "excused"


cells = st.builds(
    Cell,
    points=tenths,
    share=st.sampled_from([0.0, 0.3, 0.7, 1.0]),
    manual=st.booleans(),
    hand=st.none() | tenths,
    extra=st.none() | tenths,
    ruling=st.sampled_from(["", "", "", "full", "out", "excused"]),
)
assignments = st.lists(st.tuples(st.lists(cells, min_size=1, max_size=4), st.none() | tenths), min_size=1, max_size=3)


def build(root: Path, books: list[tuple[list[Cell], float | None]], rule: bool) -> tuple[Course, Marks]:
    """Write a course whose student has these marks, and return them as the program reads them."""
    (root / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "one"\n')
    (root / "source/hw").mkdir(parents=True)
    (root / "submitted/ada/hw").mkdir(parents=True)
    course, tasks, rulings = Course.find(root), [], []
    with GradebookWriter(course.gradebook_url, "one") as writer:
        for number, (of_book, _) in enumerate(books):
            name = f"part{number}"
            notebook = nbformat.v4.new_notebook()
            for index, cell in enumerate(of_book):  # the same ids in every notebook
                grade = {"grade": True, "solution": cell.manual, "locked": not cell.manual, "points": cell.points}
                notebook.cells.append(marked_cell("code", f"# {index}", f"task{index}", **grade))
                key, score = TaskKey(name, f"task{index}"), add_up([cell.share * cell.points])
                check = Check("t", Text.plain("t"), Outcome.PASSED, score, cell.points)
                tasks.append(Task(*key[:1], key.grade_id, key.grade_id, Text.plain(key.grade_id),
                                  None if cell.manual else score, cell.points, () if cell.manual else (check,),
                                  manual=cell.manual))  # fmt: skip
                if rule and cell.ruling:
                    rulings.append(_ruling(cell.ruling, key))
            nbformat.write(notebook, root / f"source/hw/{name}.ipynb")
            writer.ensure_assignment("hw", name, notebook)
        report = Report(student="ada", assignment="hw", outcome=Verdict.GRADED, tasks=tuple(tasks),
                        score=add_up(task.score or 0.0 for task in tasks),
                        max_score=add_up(task.max_score for task in tasks))  # fmt: skip
        assert writer.write(report, None)
    with Nbgrader(course.gradebook_url, "one") as book:
        for number, (of_book, penalty) in enumerate(books):
            submitted = book.find_submission_notebook(f"part{number}", "hw", "ada")
            submitted.late_submission_penalty = penalty
            for index, cell in enumerate(of_book):
                grade = book.find_grade(f"task{index}", f"part{number}", "hw", "ada")
                grade.manual_score, grade.extra_credit = cell.hand, cell.extra
        book.db.commit()
    add_rulings(course, rulings)
    store_report(course, report)
    (marks,) = Gradebook(course).marks("hw", [report])
    return course, marks


def _ruling(ruling: str, key: TaskKey) -> Ruling:
    kind = Kind.EXCUSE if ruling == "excused" else Kind.VOID
    whom = "ada" if kind is Kind.EXCUSE else ""
    kept = None if kind is Kind.EXCUSE else Voided(ruling)
    return Ruling(kind=kind, assignment="hw", student=whom, points=kept, undone=False, who="w", when="2030-01-01T00:00:00+00:00",
                  why="", **key._asdict())  # fmt: skip


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(books=assignments, rule=st.booleans())
def test_page_report_table_json_and_formgrader_show_the_same_points(
    books: list[tuple[list[Cell], float | None]], rule: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        course, marks = build(Path(folder).resolve(), books, rule)
        shown = "–" if marks.score is None else points(marks.score)
        pages = [path.read_text() for _, path in feedback(course, "hw")]
        assert len(pages) == len(books)
        assert {re.findall(r'class="big"><b>([^<]*)<', page)[0] for page in pages if marks.score is not None} <= {shown}
        (row,) = re.findall(r"<tr>(?:(?!</tr>).)*ada(?:(?!</tr>).)*</tr>", class_html([marks], "hw"), re.DOTALL)[-1:]
        assert marks.score is None or f">{shown}<" in row
        line = GradeLine.of(marks)
        assert (line.marks.score, line.marks.penalty) == (marks.score, marks.penalty)
        counted = [task.mark.score for task in line.tasks if task.mark.score is not None]
        assert marks.score == (max(0.0, add_up((add_up(counted), -marks.penalty))) if counted else None)
        if marks.score is not None and marks.like_others:
            assert f"mean {marks.score:.4g} of" in closing_line([marks], 1)
        if not rule:  # nbgrader has no place for what is voided or excused
            with Nbgrader(course.gradebook_url, "one") as book:
                there = book.find_submission("hw", "ada")
                formgrader = max(0.0, add_up((there.score, -there.late_submission_penalty)))
            assert formgrader == (marks.score or 0.0)
