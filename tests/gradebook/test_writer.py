"""The gradebook after a write holds what nbgrader itself would have written."""

from __future__ import annotations

import copy
import dataclasses
import shutil
import sqlite3
from pathlib import Path

import pytest
from msgspec.structs import replace
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook, get_alembic_version
from nbgrader.preprocessors import SaveAutoGrades
from tests.gradebook.scores import Scores

from examiner.gradebook.database import newest_revision
from examiner.gradebook.errors import GradebookError
from examiner.gradebook.writer import GradebookWriter
from examiner.model import Verdict

ID_COLUMNS = ("id", "notebook_id", "assignment_id", "cell_id", "submission_id")


def plain_rows(database):
    """Return the master's rows without their random ids."""
    with sqlite3.connect(database) as connection:
        connection.row_factory = sqlite3.Row
        found = {}
        for table in ("assignment", "notebook", "base_cell", "grade_cells", "task_cells", "source_cell"):
            rows = [dict(row) for row in connection.execute(f"select * from {table}")]
            found[table] = [{k: v for k, v in row.items() if k not in ID_COLUMNS} for row in rows]
        return found


def write_with_nbgrader(course, edition, answers, tools):
    """Let nbgrader's SaveAutoGrades write the same scores."""
    for student, answer in answers.items():
        with Gradebook(course.db_url, "demo") as gradebook:
            gradebook.update_or_create_student(student)
            times = {"timestamp": answer.timestamp} if answer.timestamp else {}
            gradebook.update_or_create_submission("hw1", student, **times)
        resources = {"nbgrader": {"notebook": "hw1", "assignment": "hw1", "student": student, "db_url": course.db_url}}
        SaveAutoGrades().preprocess(tools["autograded"](edition, answer), resources)


def write_with_examiner(course, edition, answers, tools):
    with GradebookWriter(course.db_url, "demo") as writer:
        for student, answer in answers.items():
            assert writer.write(tools["report"](student, answer), {"hw1": tools["autograded"](edition, answer)})


def everything(course):
    """Return what formgrader's pages are made of, without ids."""

    def without_ids(rows):
        keep = [{k: v for k, v in row.items() if k != "id"} for row in rows]
        return sorted(keep, key=lambda row: str(row.get("student")))

    with Gradebook(course.db_url, "demo") as gradebook:
        grades = [
            [
                without_ids([grade.to_dict() for grade in book.grades]),
                without_ids([comment.to_dict() for comment in book.comments]),
                {k: v for k, v in book.to_dict().items() if k != "id"},
            ]
            for book in gradebook.notebook_submissions("hw1", "hw1")
        ]
        return {
            "students": sorted(gradebook.student_dicts(), key=str),
            "submissions": without_ids(gradebook.submission_dicts("hw1")),
            "notebooks": without_ids(gradebook.notebook_submission_dicts("hw1", "hw1")),
            "grades": sorted(grades, key=str),
            "average": gradebook.average_assignment_score("hw1"),
            "written": gradebook.average_notebook_written_score("hw1", "hw1"),
        }


def test_an_empty_database_gets_the_rows_that_nbgrader_makes(course, sheet, master):
    with GradebookWriter(sheet.db_url, "demo") as writer:
        writer.ensure_assignment("hw1", "hw1", master)
    ours, theirs = plain_rows(sheet.database), plain_rows(course.database)
    assert ours.pop("assignment") == [{"name": "hw1", "duedate": None, "course_id": "demo"}]
    theirs.pop("assignment")  # nbgrader's preprocessor files it under the default course
    assert ours == theirs


def test_the_rows_of_nbgrader_are_left_as_they_are_where_nothing_changed(course, master, tools):
    before = tools["rows"](course.database)
    with GradebookWriter(course.db_url, "demo") as writer:
        writer.ensure_assignment("hw1", "hw1", master)
    assert tools["rows"](course.database) == before


def test_the_master_given_is_not_changed(sheet, master):
    before = copy.deepcopy(master)
    with GradebookWriter(sheet.db_url, "demo") as writer:
        writer.ensure_assignment("hw1", "hw1", master)
    assert master == before


@pytest.mark.slow
def test_a_new_database_is_marked_with_nbgraders_schema_revision(sheet):
    with GradebookWriter(sheet.db_url, "demo"):
        pass
    assert newest_revision() == get_alembic_version()
    with sqlite3.connect(sheet.database) as connection:
        assert connection.execute("select version_num from alembic_version").fetchall() == [(newest_revision(),)]
    assert "Running upgrade" not in sheet.run("db", "upgrade").stderr


def test_the_scores_are_those_that_nbgrader_writes(released_course, tmp_path, edition, answers, tools):
    courses = []
    for name, write in (("theirs", write_with_nbgrader), ("ours", write_with_examiner)):
        root = Path(shutil.copytree(released_course.root, tmp_path / name))
        course = dataclasses.replace(released_course, root=root)
        write(course, edition, answers, tools)
        courses.append(everything(course))
    assert courses[0] == courses[1]
    assert [row["score"] for row in courses[1]["notebooks"]] == [10.0, 6.5, 7.5, 0.0]


def test_a_regrade_gives_what_nbgraders_regrade_gives(released_course, tmp_path, edition, answers, tools):
    changed = {name: tools["answer"]({"test_add": 1.0, "test_mul": 6.0}, essay=False) for name in answers}
    results = []
    for name, write in (("theirs", write_with_nbgrader), ("ours", write_with_examiner)):
        root = Path(shutil.copytree(released_course.root, tmp_path / name))
        course = dataclasses.replace(released_course, root=root)
        write(course, edition, answers, tools)
        with Gradebook(course.db_url, "demo") as gradebook:
            mark_by_hand(gradebook)
        write(course, edition, changed, tools)
        results.append(everything(course))
    assert results[0] == results[1]


def mark_by_hand(gradebook):
    """Do what a person does in formgrader."""
    grade = gradebook.find_grade("test_mul", "hw1", "hw1", "bo")
    grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 5.0, 1.0, False
    essay = gradebook.find_grade("essay", "hw1", "hw1", "ada")
    essay.manual_score, essay.needs_manual_grade = 3.0, False
    gradebook.find_comment("mul", "hw1", "hw1", "bo").manual_comment = "See me."
    book = gradebook.find_submission_notebook("hw1", "hw1", "bo")
    book.flagged, book.late_submission_penalty = True, 0.5
    gradebook.db.commit()


def test_manual_marks_comments_flags_and_penalties_survive_a_new_write(course, edition, answers, tools):
    write_with_examiner(course, edition, answers, tools)
    with Gradebook(course.db_url, "demo") as gradebook:
        mark_by_hand(gradebook)
    write_with_examiner(course, edition, answers, tools)
    with Scores(course.db_url) as scores:
        bo = scores.notebook("bo", "hw1", "hw1")
    mul = next(cell for cell in bo.cells if cell.cell == "test_mul")
    assert (mul.auto, mul.manual, mul.extra_credit, mul.total) == (2.5, 5.0, 1.0, 6.0)
    assert mul.needs_manual_grade  # nbgrader asks for another look after a new automatic score
    assert (bo.flagged, bo.late_penalty) == (True, 0.5)
    assert {comment.cell: comment.text for comment in bo.comments}["mul"] == "See me."


def test_a_fault_keeps_the_old_score_and_asks_for_a_person(course, edition, answers, tools):
    write_with_examiner(course, edition, answers, tools)
    report = tools["report"]("ada", tools["answer"]({"test_add": 1.0, "test_mul": 0.0}))
    tasks = tuple(tools["faulty"](task) if task.grade_id == "test_add" else task for task in report.tasks)
    with GradebookWriter(course.db_url, "demo") as writer:
        assert writer.write(replace(report, tasks=tasks, score=None), None)
    with Scores(course.db_url) as scores:
        cells = {cell.cell: cell for cell in scores.notebook("ada", "hw1", "hw1").cells}
    assert (cells["test_add"].auto, cells["test_add"].needs_manual_grade) == (4.0, True)
    assert (cells["test_mul"].auto, cells["test_mul"].needs_manual_grade) == (0.0, False)


def test_a_fault_in_a_question_marked_by_hand_keeps_its_old_score(course, edition, answers, tools):
    write_with_examiner(course, edition, answers, tools)
    report = tools["report"]("bo", answers["bo"])
    essay = replace(tools["faulty"](report.tasks[-1]), manual=True)
    with GradebookWriter(course.db_url, "demo") as writer:
        writer.write(replace(report, tasks=(*report.tasks[:-1], essay)), None)
    with Scores(course.db_url) as scores:
        cells = {cell.cell: cell for cell in scores.notebook("bo", "hw1", "hw1").cells}
    assert (cells["essay"].auto, cells["essay"].needs_manual_grade) == (0.0, True)


def test_a_rejected_report_changes_nothing(course, edition, answers, tools):
    write_with_examiner(course, edition, answers, tools)
    before = tools["rows"](course.database)
    rejected = {"outcome": Verdict.REJECTED, "score": None, "tasks": (), "reason": "not JSON"}
    with GradebookWriter(course.db_url, "demo") as writer:
        assert not writer.write(tools["report"]("ada", answers["ada"], **rejected), None)
        assert not writer.write(tools["report"]("new", answers["ada"], **rejected), None)
    assert tools["rows"](course.database) == before


def test_a_faulty_report_keeps_scores_and_shows_in_formgrader(course, edition, answers, tools):
    write_with_examiner(course, edition, answers, tools)
    fault = {"outcome": Verdict.FAULT, "score": None, "tasks": (), "timestamp": "2031-01-01 00:00:00 UTC"}
    with GradebookWriter(course.db_url, "demo") as writer:
        assert not writer.write(tools["report"]("ada", answers["ada"], **fault), None)
        assert not writer.write(tools["report"]("new", answers["ada"], **fault), None)
    with Scores(course.db_url) as scores:
        ada, new = scores.notebook("ada", "hw1", "hw1"), scores.notebook("new", "hw1", "hw1")
    assert (ada.total, ada.timestamp.year) == (10.0, 2030)
    assert all(cell.needs_manual_grade for cell in ada.cells)
    assert [cell.auto for cell in new.cells] == [None] * 4
    assert (new.needs_manual_grade, new.timestamp.year) == (True, 2031)
    with Gradebook(course.db_url, "demo") as gradebook:
        waiting = {row["student"]: row["needs_manual_grade"] for row in gradebook.submission_dicts("hw1")}
    assert waiting["ada"] and waiting["new"]


def test_no_default_course_is_ever_made(sheet, master, edition, answers, tools):
    with GradebookWriter(sheet.db_url, "demo") as writer:
        writer.ensure_assignment("hw1", "hw1", master)
    write_with_examiner(sheet, edition, answers, tools)
    with sqlite3.connect(sheet.database) as connection:
        assert connection.execute("select id from course").fetchall() == [("demo",)]
    with pytest.raises(GradebookError, match="course_id"):
        GradebookWriter(sheet.db_url, "")


def test_a_cell_added_after_release_keeps_every_grade_and_waits_for_its_score(course, master, edition, answers, tools):
    write_with_examiner(course, edition, answers, tools)
    added = [
        tools["graded"](new_code_cell("x = 0"), "sub", solution=True),
        tools["graded"](new_code_cell("assert x"), "test_sub", grade=True, locked=True, points=2),
        tools["graded"](new_markdown_cell("Read this."), "note", locked=True),
    ]
    master.cells[3:3] = added
    with GradebookWriter(course.db_url, "demo") as writer:
        writer.ensure_assignment("hw1", "hw1", master)
    with Scores(course.db_url) as scores:
        ada = scores.notebook("ada", "hw1", "hw1")
    cells = {cell.cell: cell for cell in ada.cells}
    assert (ada.total, ada.max_score) == (10.0, 20.0)
    assert (cells["test_sub"].auto, cells["test_sub"].needs_manual_grade) == (None, True)
    assert "sub" in {comment.cell for comment in ada.comments}
    with Gradebook(course.db_url, "demo") as gradebook:
        names = [cell.name for cell in gradebook.find_notebook("hw1", "hw1").source_cells]
    assert names[3:6] == ["sub", "test_sub", "note"]


def test_a_cell_with_scores_cannot_disappear_from_the_master(course, master, edition, answers, tools):
    write_with_examiner(course, edition, answers, tools)
    before = tools["rows"](course.database)
    del master.cells[4]
    words = "no longer has test_mul, for which students have scores"
    with GradebookWriter(course.db_url, "demo") as writer, pytest.raises(GradebookError, match=words):
        writer.ensure_assignment("hw1", "hw1", master)
    assert tools["rows"](course.database) == before


def test_a_cell_nobody_was_graded_on_can_disappear(course, master):
    del master.cells[4]
    with GradebookWriter(course.db_url, "demo") as writer:
        writer.ensure_assignment("hw1", "hw1", master)
    with Scores(course.db_url) as scores:
        assert scores.assignments()[0].max_score == 12.0


def test_new_points_reach_the_gradebook_and_its_totals(course, master, edition, answers, tools):
    write_with_examiner(course, edition, answers, tools)
    master.cells[4].metadata.nbgrader.points = 8
    master.cells[0].source = "# Sums, again"
    with GradebookWriter(course.db_url, "demo") as writer:
        writer.ensure_assignment("hw1", "hw1", master)
    with Gradebook(course.db_url, "demo") as gradebook:
        assert gradebook.find_assignment("hw1").max_score == 20.0
        assert gradebook.find_source_cell("intro", "hw1", "hw1").source == "# Sums, again"
        assert gradebook.find_submission("hw1", "ada").score == 10.0


def test_a_second_notebook_gets_its_rows_in_every_submission(course, master, edition, answers, tools):
    write_with_examiner(course, edition, answers, tools)
    with GradebookWriter(course.db_url, "demo") as writer:
        writer.ensure_assignment("hw1", "part2", master)
        report = tools["report"]("ada", tools["answer"]({"test_add": 0.0, "test_mul": 1.0}))
        with pytest.raises(
            GradebookError, match=r"a notebook 'part2', the report nothing of it.*Put part2\.ipynb back"
        ):
            writer.write(report, None)
        with pytest.raises(GradebookError, match="the report nothing of it"):
            writer.write(report, None, notebook_name="part2")  # these are hw1's, whose cells have the same names
        theirs = tuple(replace(task, notebook="part2") for task in report.tasks)
        mine = tuple(replace(task, score=task.max_score) for task in report.tasks)
        writer.write(replace(report, tasks=(*mine, *theirs)), None, notebook_name="part2")
    with Scores(course.db_url) as scores:
        found = {book.notebook: book.total for book in scores.student("ada")}
    assert found == {"hw1": 10.0, "part2": 1.0}
    with Gradebook(course.db_url, "demo") as gradebook:
        assert gradebook.find_submission("hw1", "ada").score == 11.0


def test_nobody_looks_again_at_what_was_not_handed_in(course, master, edition, tools):
    with GradebookWriter(course.db_url, "demo") as writer:
        for name in ("hw1", "part2"):
            writer.ensure_assignment("hw1", name, master)
        report = tools["report"]("ada", tools["answer"]({"test_add": 0.0, "test_mul": 1.0}))
        report = replace(report, tasks=(*report.tasks, *(replace(task, notebook="part2") for task in report.tasks)))
        writer.write(report, {"hw1": edition, "part2": edition})
        with Gradebook(course.db_url, "demo") as gradebook:
            for name in ("hw1", "part2"):
                grade = gradebook.find_grade("essay", name, "hw1", "ada")
                grade.manual_score, grade.needs_manual_grade = 2.0, False
            gradebook.db.commit()
        writer.write(report, {"hw1": edition})
    with Gradebook(course.db_url, "demo") as gradebook:
        grades = {name: gradebook.find_grade("essay", name, "hw1", "ada") for name in ("hw1", "part2")}
        assert {name: grade.needs_manual_grade for name, grade in grades.items()} == {"hw1": True, "part2": False}
        assert {grade.manual_score for grade in grades.values()} == {2.0}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"assignment": "hw9"}, "does not know hw9.*examiner release"),
        ({"timestamp": "yesterday-ish"}, "is no time.*timestamp.txt"),
        ({"tasks": ()}, "no result for the grade cell 'essay'"),
    ],
)
def test_a_report_that_does_not_fit_is_refused_whole(course, edition, answers, tools, change, words):
    write_with_examiner(course, edition, answers, tools)
    before = tools["rows"](course.database)
    report = tools["report"]("bo", answers["ada"], **change)
    with GradebookWriter(course.db_url, "demo") as writer, pytest.raises(GradebookError, match=words):
        writer.write(report, None)
    assert tools["rows"](course.database) == before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"max_score": 5.0}, "worth 5 in the report, 4 in the gradebook"),
        ({"score": float("nan")}, "is nan"),
        ({"grade_id": "test_mul"}, "two results"),
        ({"grade_id": "test_other"}, "no result for the grade cell 'test_add'"),
        ({"notebook": "part2"}, "no notebook 'part2'"),
    ],
)
def test_a_task_that_does_not_fit_is_refused(course, answers, tools, change, words):
    before = tools["rows"](course.database)
    report = tools["report"]("bo", answers["ada"])
    tasks = (replace(report.tasks[0], **change), *report.tasks[1:])
    with GradebookWriter(course.db_url, "demo") as writer, pytest.raises(GradebookError, match=words):
        writer.write(replace(report, tasks=tasks), None)
    after = tools["rows"](course.database)
    assert after == {**before, "course": after["course"]}


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda cells: cells[2].metadata.nbgrader.pop("points"), "points"),
        (lambda cells: cells[2].metadata.nbgrader.update(points="many"), "many"),
        (lambda cells: cells[2].metadata.nbgrader.update(points=-1), "cell 3: its points must be a number"),
        (lambda cells: cells[3].metadata.nbgrader.update(grade_id="add"), "'add' occurs twice"),
        (lambda cells: cells[3].metadata.nbgrader.pop("grade_id"), "grade_id"),
        (lambda cells: cells[0].update(cell_type="raw"), "a raw cell cannot be graded"),
        (lambda cells: cells[1].update(source="### BEGIN SOLUTION"), "no end solution"),
    ],
)
def test_a_master_that_cannot_be_stored_is_named_with_its_cell(sheet, master, spoil, words):
    spoil(master.cells)
    with (
        GradebookWriter(sheet.db_url, "demo") as writer,
        pytest.raises(GradebookError, match=words) as caught,
    ):
        writer.ensure_assignment("hw1", "hw1", master)
    assert "hw1/hw1" in str(caught.value) and "Correct the master" in str(caught.value)
