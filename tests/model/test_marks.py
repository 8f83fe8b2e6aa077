"""What counts is what the gradebook holds now."""

from __future__ import annotations

import pytest

from examiner.model import Check, Held, Marks, Outcome, Report, Task, TaskKey, Text, Verdict
from examiner.model.marks import HeldCell

ADD, ESSAY, PROJECT = (TaskKey("hw1", name) for name in ("test_add", "essay", "project"))
FAULT = (Check("c", Text.plain("c"), Outcome.FAULT, 0.0, 4.0),)


def report(score: float | None = 3.0, checks: tuple[Check, ...] = (), outcome: Verdict = Verdict.GRADED) -> Report:
    tasks = (
        Task("hw1", "add", "test_add", Text.plain("add"), score, 4.0, checks),
        Task("hw1", "essay", "essay", Text.plain("essay"), None, 5.0, manual=True),
    )
    return Report(student="ada", assignment="hw1", outcome=outcome, score=score, max_score=9.0, tasks=tasks)


def held(penalty: float = 0.0, **cells: HeldCell) -> Held:
    return Held({TaskKey("hw1", name): cell for name, cell in cells.items()}, penalty=penalty)


@pytest.mark.parametrize(
    ("cell", "score"),
    [
        (HeldCell(machine=3.0), 3.0),
        (HeldCell(machine=3.0, hand=1.0), 1.0),
        (HeldCell(machine=3.0, extra=0.5), 3.5),
        (HeldCell(machine=3.0, hand=1.0, extra=0.5), 1.5),
        (HeldCell(machine=2.0), 2.0),  # the gradebook counts, whatever the report says
    ],
)
def test_points_by_hand_go_before_the_machines_and_extra_credit_is_added(cell: HeldCell, score: float) -> None:
    task = Marks.of(report(), held(test_add=cell)).tasks[0]
    assert task.score == score


def test_without_a_gradebook_the_report_counts() -> None:
    marks = Marks.of(report())
    assert (marks.score, marks.sums.pending, marks.sums.max_score, marks.waits) == (3.0, 5.0, 9.0, True)


def test_an_answer_left_blank_has_the_gradebooks_zero_and_waits_for_nobody() -> None:
    marks = Marks.of(report(), held(test_add=HeldCell(machine=3.0), essay=HeldCell(machine=0.0)))
    assert (marks.tasks[1].score, marks.sums.complete, marks.waits) == (0.0, True, False)


def test_an_old_score_does_not_hide_a_fault_but_a_mark_by_hand_counts() -> None:
    faulty = report(None, FAULT)
    assert Marks.of(faulty, held(test_add=HeldCell(machine=4.0, extra=1.0))).tasks[0].score is None
    assert Marks.of(faulty, held(test_add=HeldCell(machine=4.0, hand=2.0))).tasks[0].score == 2.0


def test_a_penalty_is_taken_off_what_counts_and_never_below_nothing() -> None:
    cells = {"test_add": HeldCell(machine=3.0), "essay": HeldCell(hand=4.0, extra=1.0)}
    assert [Marks.of(report(), held(p, **cells)).score for p in (0.0, 2.5, 99.0)] == [8.0, 5.5, 0.0]


def test_what_was_not_graded_has_no_marks_and_no_penalty() -> None:
    marks = Marks.of(report(None, outcome=Verdict.FAULT), held(2.0, test_add=HeldCell(machine=4.0)))
    assert (marks.tasks, marks.score, marks.penalty) == ((), None, 0.0)


def test_a_task_that_only_people_mark_stands_in_its_place_with_its_comment() -> None:
    cells = {"test_add": HeldCell(machine=3.0), "essay": HeldCell(hand=4.0), "project": HeldCell(max_score=2.0)}
    comments = {TaskKey("hw1", "add"): "short", PROJECT: "see me", TaskKey("hw1", "gone"): "on no task"}
    book = Held(held(**cells).cells, comments)
    places = {TaskKey("hw1", "add"): ADD, ADD: ADD, PROJECT: PROJECT, ESSAY: ESSAY}
    marks = Marks.of(report(), book, places)
    assert [task.key for task in marks.tasks] == [ADD, PROJECT, ESSAY]
    assert [task.comments for task in marks.tasks] == [("short",), ("see me",), ()]
    assert (marks.comments, marks.sums.max_score, marks.sums.pending) == (("on no task",), 11.0, 2.0)


def test_a_mark_whose_answer_has_changed_counts_and_waits() -> None:
    marks = Marks.of(report(), held(test_add=HeldCell(machine=3.0), essay=HeldCell(hand=4.0, waits=True)))
    assert (marks.score, marks.tasks[1].waits, marks.waits) == (7.0, True, True)
