"""The page shows what the gradebook holds: points and comments of people, extra credit, lateness and its penalty."""

from __future__ import annotations

import datetime

import pytest
from bs4 import BeautifulSoup
from msgspec.structs import replace

from examiner.feedback.page import student_html
from examiner.model import Held, Marks, TaskKey, Verdict
from examiner.model.marks import HeldCell


def words(node):
    return " ".join(node.get_text(" ").split())


@pytest.fixture
def held(report):
    """Everything a person can give, on a report with a task marked by hand."""
    cells = {task.key: HeldCell(task.score, max_score=task.max_score) for task in report.tasks}
    cells[TaskKey("hw1", "test_logit")] = HeldCell(4.0, hand=1.0, extra=0.5)
    cells[TaskKey("hw1", "essay")] = HeldCell(None, hand=6.0)
    comments = {
        TaskKey("hw1", "essay"): "Think about <outliers>.",
        TaskKey("hw1", "logit"): "Nice and short.",
        TaskKey("hw1", "nowhere"): "On the whole: good.",
    }
    due = datetime.datetime(2026, 7, 5, 10, 30)
    return Held(cells, comments, due, seconds_late=86_400.0 + 3 * 3600, penalty=2.0)


@pytest.fixture
def page(report, held):
    places = {TaskKey("hw1", "logit"): TaskKey("hw1", "test_logit")}
    return BeautifulSoup(student_html(Marks.of(report, held, places)), "html.parser")


def test_the_total_is_what_counts_and_says_what_was_taken_off(page):
    # 6 + 1.5 + 3.5 + 0 + 6, less 2; the task with a fault waits
    total = words(page.find(class_="total"))
    assert "15 / 35" in total and "Taken off for handing in late: 2 (of 17)" in total


def test_points_by_hand_stand_beside_the_machines(page):
    logit, essay = page.find(id="task-hw1/test_logit"), page.find(id="task-hw1/essay")
    assert "1.5 / 4" in words(logit) and "changed the mark to 1 (scored by machine: 4)" in words(logit)
    assert "Extra credit: 0.5" in words(logit)
    assert "6 / 7" in words(essay) and "Marked by your teacher: 6" in words(essay)
    assert "will follow" not in words(essay)


def test_comments_stand_with_their_tasks_as_text(page):
    assert "Nice and short." in words(page.find(id="task-hw1/test_logit"))
    assert "Think about <outliers>." in words(page.find(id="task-hw1/essay")) and page.find("outliers") is None
    assert words(page).count("On the whole: good.") == 1


def test_the_due_date_and_how_late_it_was_are_told(page):
    assert "Due : 2026-07-05 10:30 UTC · 遲交 Late by 1 天 3 小時 1 d 3 h" in words(page.header)


def test_a_score_that_a_fault_could_not_replace_is_told(report):
    cells = {task.key: HeldCell(task.score, max_score=task.max_score) for task in report.tasks}
    cells[TaskKey("hw1", "test_convexity")] = HeldCell(3.5, max_score=5.0)
    page = BeautifulSoup(student_html(Marks.of(report, Held(cells))), "html.parser")
    assert "Until then the gradebook keeps the earlier points for this: 3.5." in words(page.find(class_="total"))
    lost = replace(report, outcome=Verdict.FAULT, tasks=())
    page = BeautifulSoup(student_html(Marks.of(lost, Held(cells))), "html.parser")
    assert "the earlier points for this: 17." in words(page.find(class_="total"))
    assert "earlier points" not in student_html(Marks.of(report)) + student_html(Marks.of(lost))


def test_who_was_in_time_reads_nothing_of_lateness(report):
    held = Held(due=datetime.datetime(2027, 1, 1))
    assert "Late by" not in student_html(Marks.of(report, held))
    assert "Taken off" not in student_html(Marks.of(report, held))


def test_an_answer_left_blank_is_told_in_the_readers_language(report):
    key = TaskKey("hw1", "essay")
    held = Held({key: HeldCell(0.0, max_score=7.0)}, {key: "No response."})
    essay = BeautifulSoup(student_html(Marks.of(report, held)), "html.parser").find(id="task-hw1/essay")
    assert "0 / 7" in words(essay) and "沒有作答" in words(essay) and "will follow" not in words(essay)
