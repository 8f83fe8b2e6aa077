"""Whether marks are the same every time: what counts as a difference."""

from __future__ import annotations

from nbformat.v4 import new_notebook

from examiner.audit.judging import Answer, JudgedAnswer
from examiner.audit.stability import changed
from examiner.audit.tasks import Task as AuditedTask
from examiner.model import Check, Outcome, Report, Task, Text, Verdict


def check(outcome: Outcome) -> Check:
    return Check("test_a", Text.plain("a"), outcome, float(outcome is Outcome.PASSED), 1.0)


def report(outcome: Outcome = Outcome.PASSED) -> Report:
    """Return what is known of a notebook whose grade cell's id has nothing of its answer's, as in nbgrader's course."""
    task = Task("ps1", "correct_squares", "correct_squares", Text.plain("a"), 1.0, 1.0, (check(outcome),))
    return Report(student="", assignment="ps1", outcome=Verdict.GRADED, score=1.0, max_score=1.0, tasks=(task,))


def alone(outcome: Outcome) -> tuple[AuditedTask, JudgedAnswer]:
    task = AuditedTask("squares", ("correct_squares",), 1.0, "", new_notebook())
    return task, JudgedAnswer(Answer("squares", "master", "master", ""), 1.0, 1.0, (check(outcome),))


def test_a_trial_is_held_to_the_grade_cell_that_scores_it_whatever_its_answer_is_called() -> None:
    assert changed([report()], [alone(Outcome.PASSED)]) == []
    (told,) = changed([report()], [alone(Outcome.FAILED)])
    assert told == "squares: test_a differs between the whole notebook and its task alone"


def test_a_later_report_is_held_to_the_first() -> None:
    (told,) = changed([report(), report(), report(Outcome.FAILED)])
    assert told == "correct_squares: test_a differs when the master is graded for the 3. time"
