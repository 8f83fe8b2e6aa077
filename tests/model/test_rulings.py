"""What staff rule decides how points count, and never what they are."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from examiner.model import Check, Held, Marks, Outcome, Report, Task, TaskKey, Text, Verdict
from examiner.model.held import HeldCell
from examiner.model.report import Fault, FaultKind
from examiner.model.rulings import Kind, Place, Ruling, Rulings, Standing, Voided

ADD, MUL = TaskKey("hw1", "test_add"), TaskKey("hw1", "test_mul")


def ruling(kind: Kind = Kind.EXCUSE, **fields: object) -> Ruling:
    return Ruling(kind=kind, assignment="hw1", who="tina", when="2030-01-01T00:00:00+00:00", **fields)


def on(key: TaskKey, **fields: object) -> dict[str, object]:
    return {"notebook": key.notebook, "grade_id": key.grade_id, **fields}


VOID = ruling(Kind.VOID, **on(ADD, points=Voided.FULL))
OUT = ruling(Kind.VOID, **on(ADD, points=Voided.OUT))
EXCUSED = ruling(student="ada", **on(ADD))
ALL = ruling(student="ada")


def report(add: float | None = 1.0, mul: float | None = 6.0, checks: tuple[Check, ...] = ()) -> Report:
    tasks = (
        Task("hw1", "add", "test_add", Text.plain("add"), add, 4.0, checks),
        Task("hw1", "mul", "test_mul", Text.plain("mul"), mul, 6.0),
    )
    fault = Fault(FaultKind.GRADER, "no verdict on add") if checks else None
    return Report(
        student="ada", assignment="hw1", outcome=Verdict.GRADED, score=7.0, max_score=10.0, tasks=tasks, fault=fault
    )


def marks(*rulings: Ruling, of: Report | None = None, student: str = "ada", **held: object) -> Marks:
    return Marks.of(of or report(), Held(granted=Rulings(rulings).of("hw1", student), **held))


@pytest.mark.parametrize(
    ("rulings", "score", "most"),
    [
        ((), 7.0, 10.0),
        ((VOID,), 10.0, 10.0),
        ((OUT,), 6.0, 6.0),
        ((EXCUSED,), 6.0, 6.0),
        ((EXCUSED, VOID), 6.0, 6.0),
        ((VOID, EXCUSED), 6.0, 6.0),
        ((VOID, OUT), 6.0, 6.0),  # the later one
        ((ALL,), None, 0.0),
        ((ALL, ruling(student="ada", undone=True)), 7.0, 10.0),
        ((VOID, ruling(Kind.VOID, **on(ADD, undone=True))), 7.0, 10.0),
        ((ruling(student="bo", **on(ADD)), ruling(student="bo")), 7.0, 10.0),
    ],
)
def test_what_counts_and_out_of_how_much(rulings: tuple[Ruling, ...], score: float | None, most: float) -> None:
    found = marks(*rulings)
    assert (found.score, found.sums.max_score) == (score, most)
    assert [task.machine for task in found.tasks] == [1.0, 6.0], "what the machine found is no longer there"


def test_a_voided_task_takes_nothing_away_from_who_had_more() -> None:
    held = {ADD: HeldCell(1.0, hand=5.0, extra=0.5), MUL: HeldCell(6.0)}
    assert marks(VOID, cells=held).score == 11.5


def test_another_assignments_ruling_does_not_count() -> None:
    other = Ruling(kind=Kind.EXCUSE, assignment="hw2", student="ada")
    assert marks(other).score == 7.0


def test_one_student_is_one_however_the_name_is_composed() -> None:
    assert marks(ruling(student="Jose\u0301", **on(ADD)), student="Jos\u00e9").score == 6.0


@pytest.mark.parametrize(("held", "waits"), [((), True), ((VOID,), False), ((OUT,), False), ((ALL,), False)])
def test_a_fault_in_a_task_that_was_taken_out_waits_for_nobody(held: tuple[Ruling, ...], waits: bool) -> None:
    fault = (Check("c", Text.plain("c"), Outcome.FAULT, 0.0, 4.0),)
    found = marks(*held, of=report(None, checks=fault))
    assert (bool(found.trouble), found.waits) == (waits, waits)


def test_who_is_excused_loses_nothing_for_coming_late() -> None:
    assert (marks(ALL, penalty=3.0).penalty, marks(EXCUSED, penalty=3.0).score) == (0.0, 3.0)


def test_the_standing_of_a_task_is_told() -> None:
    assert [task.standing for task in marks(EXCUSED).tasks] == [Standing.EXCUSED, Standing.COUNTS]
    assert not marks(EXCUSED).like_others and marks(VOID).like_others


@pytest.mark.parametrize(
    ("fields", "hours"),
    [
        ({"seconds": 7200.0}, 2),
        ({"until": "2030-01-02T05:00:00+00:00"}, 5),
        ({"until": "2030-01-02T12:00:00+08:00"}, 4),
    ],
)
def test_an_extension_is_measured_from_the_classs_due_date(fields: dict[str, object], hours: int) -> None:
    one = ruling(Kind.EXTEND, student="ada", **fields)
    assert one.beyond(datetime(2030, 1, 2)) == timedelta(hours=hours)


def test_only_what_changes_something_is_new() -> None:
    undone = ruling(student="ada", undone=True)
    assert not ALL.says_the_same(None) and ALL.says_the_same(ruling(student="ada", why="ill", group="a"))
    assert undone.says_the_same(None) and undone.says_the_same(undone) and not undone.says_the_same(ALL)
    assert not OUT.says_the_same(VOID) and not ALL.says_the_same(undone)
    assert Rulings([ALL]).last(Place(Kind.EXCUSE, "hw1", "ada", "", "")) == ALL
