"""What lies in a student's folder: the page and its record, with what changed since the result before."""

from __future__ import annotations

import json

from examiner.course.results import store_report
from examiner.feedback.publish import feedback
from examiner.model import Check, Outcome, Report, Task, Verdict, say

SECRET = "STAFF-ONLY-7421"


def result(score: float, **facts: object) -> Report:
    ended = Outcome.PASSED if score else Outcome.FAILED
    check = Check("test_twice[31337]", say("兩倍", "Twice"), ended, score, 5.0, detail=SECRET)
    task = Task("mini", "double", "test_double", say("加倍", "Double"), score, 5.0, (check,), answer=str(score))
    return Report(
        student="ada", assignment="mini", outcome=Verdict.GRADED, score=score, max_score=5.0, tasks=(task,), **facts
    )


def test_the_page_and_its_record_tell_what_changed_since_the_hand_in_before(mini) -> None:
    mini.submit("ada")
    store_report(mini.course, result(0.0, timestamp="2026-07-01 10:00:00 +0800"))
    ((student, page),) = feedback(mini.course, "mini")
    assert student == "ada" and "Since the result before" not in page.read_text()
    store_report(mini.course, result(5.0, timestamp="2026-07-02 10:00:00 +0800"))
    feedback(mini.course, "mini")
    assert "Handed in before: 2026-07-01 10:00:00 +0800" in page.read_text()
    files = {path.name: path.read_text() for path in page.parent.iterdir()}
    assert files.keys() == {"mini.html", "feedback.json"}
    assert not [name for name, text in files.items() if SECRET in text or "31337" in text]
    (change,) = json.loads(files["feedback.json"])["since"]["tasks"]
    assert (change["before"], change["now"], change["passes_now"][0]["en"]) == (0.0, 5.0, "Twice")


def test_a_former_result_that_cannot_be_read_costs_no_page(mini) -> None:
    mini.submit("ada")
    for score in (0.0, 5.0):
        store_report(mini.course, result(score))
    mini.course.former_report_json("ada", "mini").write_text("{")
    ((_, page),) = feedback(mini.course, "mini")
    assert "Since the result before" not in page.read_text()
