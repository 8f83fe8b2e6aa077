"""What a student sees of a task's checks: each error once, and "not answered" where nothing was."""

from __future__ import annotations

from examiner.feedback.checks import check_views
from examiner.feedback.page import student_html
from examiner.feedback.tables import result_table_html, result_table_text
from examiner.model import Check, Marks, Outcome, Report, Task, TaskMarks, Text, Verdict, say

TRACE = 'Traceback (most recent call last):\n  File "Cell In[1]", line 2, in f\nKeyError: "a"'


def raised(name: str, message: str = "KeyError: 'a'", trace: str = TRACE) -> Check:
    return Check(name, Text.plain(name), Outcome.RAISED, 0.0, 1.0, message=Text.plain(message), traceback=trace)


def task_of(*checks: Check, **facts: object) -> Task:
    return Task("hw1", "f", "test_f", Text.plain("The task"), 0.0, float(len(checks)), checks=checks, **facts)


def page_of(task: Task, **facts: object) -> str:
    report = Report(
        student="ada", assignment="hw1", outcome=Verdict.GRADED, score=0.0, max_score=2.0, tasks=(task,), **facts
    )
    return student_html(Marks.of(report))


def test_an_error_that_several_checks_ended_with_is_told_once() -> None:
    views = check_views(task_of(raised("one"), raised("two"), raised("three", "ValueError: b")))
    assert [view.explanation for view in views] == ["", "same_error", ""]
    assert [view.message is not None for view in views] == [True, False, True]
    page = page_of(task_of(raised("one"), raised("two")))
    assert page.count("KeyError: &#39;a&#39;") == 1 and "The same error as above." in page


def test_a_traceback_that_stands_above_the_checks_is_not_repeated() -> None:
    (view,) = check_views(task_of(raised("one"), answer_error=say(f"評分\n\n{TRACE}", f"limit\n\n{TRACE}")))
    assert view.traceback is None and view.message is not None


def test_two_wrong_answers_are_both_told() -> None:
    wrong = [
        Check(name, Text.plain(name), Outcome.FAILED, 0.0, 1.0, message=say("不對", "wrong")) for name in ("one", "two")
    ]
    assert all(view.message is not None for view in check_views(task_of(*wrong)))


def test_a_task_that_was_left_as_it_was_is_not_answered_and_tells_no_error() -> None:
    task = task_of(
        raised("one", "NotImplementedError"), answered=False, answer_error=Text.plain("NotImplementedError trace")
    )
    for shown in (page_of(task), result_table_html(task, ("zh-TW", "en")), result_table_text(task, ("zh-TW", "en"))):
        assert "沒有作答" in shown and "Not answered" in shown and "NotImplementedError" not in shown


def test_points_for_a_task_left_as_it_was_show_as_points() -> None:
    passed = Check("one", Text.plain("one"), Outcome.PASSED, 1.0, 1.0)
    task = Task("hw1", "f", "test_f", Text.plain("T"), 1.0, 1.0, checks=(passed,), answered=False)
    assert "Not answered" not in page_of(task) and "Full marks" in page_of(task)


def test_the_page_says_with_what_it_was_graded_and_that_there_was_no_network() -> None:
    task, versions = task_of(raised("one")), {"Python": "3.11.9", "numpy": "2.4.0"}
    page = page_of(task, versions=versions)
    assert "Graded with Python 3.11.9, numpy 2.4.0." in page and "There was no network while grading." in page
    assert "評分時使用 Python 3.11.9, numpy 2.4.0。" in page and "評分時沒有網路。" in page
    assert "no network" not in page_of(task, versions=versions, boxed=False)
    assert "Graded with" not in page_of(task)


def test_a_task_that_was_not_answered_has_no_comment_that_nobody_wrote() -> None:
    task = task_of(raised("one"), answered=False)
    report = Report(student="ada", assignment="hw1", outcome=Verdict.GRADED, score=0.0, max_score=1.0, tasks=(task,))
    page = student_html(Marks(report, tasks=(TaskMarks(task, comments=("No response.", "Ask me")),)))
    assert "Ask me" in page and "No response." not in page
