"""Points lost come first, with one place to begin, the student's own line, and what has changed since before."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup
from msgspec.structs import replace

from examiner.feedback.earlier import changes_since
from examiner.feedback.losses import losses, next_of
from examiner.feedback.own_line import OwnLine, own_line
from examiner.feedback.page import student_html
from examiner.feedback.record import FeedbackRecord
from examiner.feedback.tasks import task_views
from examiner.model import Check, Held, Marks, Outcome, Text, Verdict, serial
from examiner.model.marks import HeldCell
from examiner.model.rulings import Kind, Ruling, Rulings

SECRET = "STAFF-ONLY-7421"  # as in conftest
PYTHON = """Traceback (most recent call last):
  File "Cell In[2]", line 3, in outer
    inner(x)
  File "Cell In[2]", line 7, in inner
    return 1 / x
           ~~^~~
ZeroDivisionError: division by zero
"""
IPYTHON = """---------------------------------------------------------------------------
ZeroDivisionError                         Traceback (most recent call last)
Cell In[1], line 5
      2     return 1 / x
      4 print("a")
----> 5 inner(0)

Cell In[1], line 2, in inner(x)
      1 def inner(x):
----> 2     return 1 / x

ZeroDivisionError: division by zero"""


def words(node):
    return " ".join(node.get_text(" ").split())


def section(html, name):
    return BeautifulSoup(html, "html.parser").find(attrs={"aria-labelledby": name})


def lost_in(marks):
    return losses(task_views(marks, {}))


@pytest.mark.parametrize(
    ("traceback", "line"),
    [
        (PYTHON, OwnLine(7, "return 1 / x")),
        (IPYTHON, OwnLine(2, "return 1 / x")),
        ("\x1b[31m----> 12 f(x)\x1b[0m", OwnLine(12, "f(x)")),
        ("over the time limit of 2 seconds", None),
        ("", None),
        ("KeyError: 'line 3'", None),
    ],
)
def test_a_traceback_leads_to_the_students_last_line(traceback, line):
    assert own_line(traceback) == line


def test_the_task_that_lost_most_comes_first_and_each_check_with_its_points(report):
    found = lost_in(Marks.of(report))
    assert [(one.task.key.grade_id, one.task.lost) for one in found] == [
        ("test_regression_losses", 6.5),
        ("test_activations", 6.0),
        ("test_binary_crossentropy", 2.0),
    ]
    assert [(one.number, one.points) for one in found[0].checks] == [(2, 2.5), (3, 2.0), (4, 1.0), (5, 1.0)]


def test_what_nobody_has_judged_and_what_does_not_count_is_not_lost(report):
    assert {"test_convexity", "essay"}.isdisjoint(one.task.key.grade_id for one in lost_in(Marks.of(report)))


def test_points_that_a_person_gave_are_not_explained_by_the_machines_checks(report):
    key = report.tasks[0].key
    marks = Marks.of(report, Held({key: HeldCell(6.0, hand=1.0, max_score=8.0)}))
    first = lost_in(marks)[0]
    assert (first.task.key, first.task.lost, first.checks) == (key, 7.0, ())


def test_the_first_thing_to_look_at_is_an_answer_that_stopped_else_the_check_that_cost_most(report):
    first = next_of(lost_in(Marks.of(report)))
    assert (first.task.key.grade_id, first.check, first.word) == ("test_regression_losses", None, "next_error")
    tasks = tuple(replace(task, answer_error=None) for task in report.tasks)
    second = next_of(lost_in(Marks.of(replace(report, tasks=tasks))))
    assert (second.check.number, second.word) == (2, "")
    blank = tuple(replace(task, answered=False, score=0.0) for task in report.tasks)
    assert next_of(lost_in(Marks.of(replace(report, tasks=blank)))).word == "next_unanswered"
    assert next_of([]) is None


def test_the_page_links_each_loss_to_its_check(report):
    page = BeautifulSoup(student_html(Marks.of(report)), "html.parser")
    lost = page.find(attrs={"aria-labelledby": "lost"})
    links = lost.find("ol").find_all("a")
    assert len(links) == 3 + 6
    for link in lost.find_all("a"):
        assert words(page.find(id=link["href"].removeprefix("#"))).startswith(words(link).split(" · ")[0][:4])
    assert "lost 6.5" in words(lost) and "Look at this next 迴歸的損失函數" in words(lost)
    titles = [
        node["aria-labelledby"] for node in page.main.find_all("section") if "task" not in node["aria-labelledby"]
    ]
    assert titles.index("lost") == 1 and titles[0] == "total"


def test_the_students_own_line_stands_by_the_check(report):
    page = BeautifulSoup(student_html(Marks.of(report)), "html.parser")
    item = next(item for item in page.find_all(class_="check") if "Raised an error" in words(item))
    own = item.find(class_="own-line")
    assert "Your line 9:" in words(own)
    assert own.code.text == "return np.where(abs(error) <= delta, quadratic, linear).mean()"


def test_how_many_hidden_checks_passed_is_told_and_none_of_them_is_called_hidden_where_none_is(report):
    html = student_html(Marks.of(report))
    assert "2 of 3 hidden checks passed" in html and "1 of 5 hidden checks passed" in html
    assert "hidden checks" not in student_html(Marks.of(replace(report, tests_inside=True)))


def test_a_page_without_a_loss_says_so_only_if_all_is_judged(report, tools):
    full = tuple(
        replace(task, score=task.max_score, checks=(), answer_error=None) for task in tools["finished"](report).tasks
    )
    done = replace(report, tasks=full)
    assert "No points were lost." in student_html(Marks.of(done))
    waits = replace(done, tasks=(*full[1:], replace(full[0], score=None, manual=True)))
    assert "No points were lost." not in student_html(Marks.of(waits))


# -- since before -----------------------------------------------------------------------------------------


def turned(report, *, timestamp="2026-07-01 10:00:00 +0800", score=4.0):
    """Return a result of before: one check of the first task passed that fails now, and one the other way."""
    first, *others = report.tasks
    one, two, three = first.checks
    checks = (replace(one, outcome=Outcome.RAISED), two, replace(three, outcome=Outcome.PASSED))
    return replace(report, tasks=(replace(first, checks=checks, score=score), *others), timestamp=timestamp)


def test_what_has_changed_is_told_by_task_and_by_check(report):
    html = student_html(Marks.of(report), former=turned(report))
    text = words(section(html, "changed"))
    assert "Handed in before: 2026-07-01 10:00:00 +0800" in text
    (row,) = section(html, "changed").tbody.find_all("tr")
    assert [words(cell) for cell in row.find_all("td")] == ["4", "6"]
    assert "Passes now : Keras 範例" in words(row) and "Passes no more : logits 為 ±1000" in words(row)


def test_answers_that_were_graded_again_are_called_the_same(report):
    again = changes_since(turned(report, timestamp=report.timestamp), report, Marks.of(report).tasks)
    assert again.same_answers
    other = tuple(replace(task, answer="other") for task in report.tasks)
    newer = replace(report, tasks=other)
    assert not changes_since(report, newer, Marks.of(newer).tasks).same_answers
    assert changes_since(report, report, Marks.of(report).tasks) is None
    assert changes_since(None, report, Marks.of(report).tasks) is None


def test_a_task_that_a_person_marked_is_compared_with_nothing(report):
    held = Held({report.tasks[0].key: HeldCell(6.0, hand=1.0, max_score=8.0)})
    assert changes_since(turned(report), report, Marks.of(report, held).tasks).tasks == ()


# -- for machines -----------------------------------------------------------------------------------------


def test_the_record_says_what_the_page_says_and_nothing_for_staff(report):
    record = json.loads(serial.dumps(FeedbackRecord.of(Marks.of(report), turned(report))))
    assert SECRET not in json.dumps(record)
    assert (record["score"], record["judged"], record["pending"]) == (13.5, 28.0, 12.0)
    assert record["next"] == {"notebook": "hw1", "grade_id": "test_regression_losses", "check": None}
    task = record["tasks"][2]
    assert (task["checks_passed"], task["checks_judged"], task["lost"]) == (1, 5, 6.5)
    assert task["checks"][1]["line"]["number"] == 9 and task["checks"][1]["outcome"] == "raised"
    assert record["since"]["tasks"][0]["passes_now"][0]["en"] == "The Keras example on logits"


def test_what_waits_or_does_not_count_has_no_points_of_the_machine_in_the_record(report):
    keys = [task.key for task in report.tasks]
    cells = {key: HeldCell(machine=3.0, hand=None, extra=None, waits=False, max_score=8.0) for key in keys}
    excuse = Ruling(kind=Kind.EXCUSE, assignment="hw1", student="ada", notebook="hw1", grade_id=keys[0].grade_id)
    record = FeedbackRecord.of(Marks.of(report, Held(cells=cells, granted=Rulings([excuse]).of("hw1", "ada"))))
    found = {task.state: (task.score, task.machine) for task in record.tasks}
    assert found["excused"] == found["pending"] == (None, None)
    assert all(task.machine == 3.0 for task in record.tasks if task.score is not None)


def test_no_name_of_a_test_stands_in_the_record(report):
    hidden = Check(
        "test_sum[31337]", Text.plain("The sum"), Outcome.FAILED, 0.0, 1.0, detail=SECRET, grader_line=SECRET
    )
    task = replace(report.tasks[0], checks=(hidden,))
    text = serial.dumps(FeedbackRecord.of(Marks.of(replace(report, tasks=(task,)))))
    assert "31337" not in text and SECRET not in text and "The sum" in text


def test_what_was_not_graded_has_no_score_and_no_task_in_the_record(report):
    fault = FeedbackRecord.of(Marks.of(replace(report, outcome=Verdict.FAULT, score=0.0)))
    assert (fault.score, fault.tasks, fault.reason, fault.next) == (None, (), None, None)
