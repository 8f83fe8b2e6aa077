"""What is out of how much: assignments without points, and students for whom fewer points count than for others."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from tests.exports import templates
from tests.exports.classes import Graded, add, ruling
from tests.fixtures.reports import report_with

from examiner.collecting.people import Person
from examiner.course.layout import Course
from examiner.course.rulings import add_rulings
from examiner.exports import gradescope
from examiner.exports.forms import By, Form, Request
from examiner.exports.sheet import Part, Result, Sheet, State, Value, Word
from examiner.exports.writing import export
from examiner.model import Check, Held, Marks, Outcome, Task, Text
from examiner.model.rulings import Kind, Ruling, Rulings, Voided

MISSING = Result(State.MISSING)


def result(*tasks: tuple[float, float], excused: str = "", void: str = "") -> Result:
    """Return what somebody has in hw1 whose tasks ``t0``… have these points, each out of so many."""
    made = [Task("hw1", f"t{n}", f"t{n}", Text.plain("T"), score, most) for n, (score, most) in enumerate(tasks)]
    report = report_with("ada", made, score=sum(s for s, _ in tasks), max_score=sum(m for _, m in tasks))
    ruled = [Ruling(kind=Kind.EXCUSE, assignment="hw1", student="ada", notebook="hw1", grade_id=excused)] * bool(
        excused
    )
    ruled += [Ruling(kind=Kind.VOID, assignment="hw1", notebook="hw1", grade_id=void, points=Voided.OUT)] * bool(void)
    return Result(State.GRADED, Marks.of(report, Held(granted=Rulings(ruled).of("hw1", "ada"))))


def total(*parts: tuple[Result, Result, float | None]) -> tuple[Value, float | None]:
    """Return a total, given a student's own result in each assignment, another student's, and its weight."""
    made = [Part(f"hw{n}", {"me": own, "you": other}, weight) for n, (own, other, weight) in enumerate(parts)]
    return Sheet((Person("me"), Person("you")), tuple(made)).total("me")


USUAL, NOTHING = result((6.0, 10.0)), result((0.0, 0.0))


@pytest.mark.parametrize(
    ("parts", "comes_to"),
    [
        ([(USUAL, USUAL, None), (NOTHING, NOTHING, None)], (6.0, 10.0)),
        ([(USUAL, USUAL, None), (MISSING, NOTHING, None)], (6.0, 10.0)),
        ([(USUAL, USUAL, None), (result((0.5, 0.0)), NOTHING, None)], (6.5, 10.0)),  # a bonus
        ([(NOTHING, NOTHING, None)], (0.0, 0.0)),
        ([(USUAL, USUAL, 0.5), (NOTHING, NOTHING, 0.5)], (60.0, 100.0)),
        ([(USUAL, USUAL, 0.5), (MISSING, NOTHING, 0.5)], (60.0, 100.0)),
        ([(NOTHING, NOTHING, 0.5)], (Word.EXCUSED, None)),
        ([(USUAL, USUAL, 0.5), (MISSING, USUAL, 0.5)], (None, None)),
        ([(USUAL, USUAL, None), (MISSING, MISSING, None)], (None, None)),  # nobody's maximum is known
        ([(USUAL, USUAL, 0.5), (result((4.0, 4.0), (0.0, 6.0), excused="t1"), USUAL, 0.5)], (80.0, 100.0)),
        ([(USUAL, USUAL, 0.5), (result((0.0, 6.0), (0.0, 0.0), excused="t0"), USUAL, 0.5)], (60.0, 100.0)),
        ([(USUAL, USUAL, None), (MISSING, result((4.0, 4.0), void="t0"), None)], (6.0, 10.0)),
    ],
)
def test_what_has_no_points_empties_nobodys_total(parts: Any, comes_to: tuple[Value, float | None]) -> None:
    assert total(*parts) == comes_to


def test_a_weight_of_what_has_no_points_is_told(course: Course) -> None:
    how: dict[str, Any] = {"form": Form.CSV, "out": course.root / "out.csv", "weights": {"hw1": 0.5, "hw2": 0.5}}
    assert export(course, Request(["hw1", "hw2"], **how))[1] == []
    add_rulings(course, [ruling("", task, "hw2") for task in ("test_add", "essay")])
    notes = export(course, Request(["hw1", "hw2"], **how))[1]
    assert notes == ["nothing can be earned in hw2, so its weight counts in nobody's total; give it weight 0"]


def test_who_has_another_maximum_than_others_is_told_where_a_system_has_one_for_all(course: Course) -> None:
    out = course.root / "out.csv"
    why = "zed has 2.5 of 10 points in hw1, others of 15"
    for form in (Form.MOODLE, Form.CANVAS):
        (note,) = export(course, Request(["hw1", "hw2"], form, out))[1]
        assert note.startswith(why) and note.endswith("to keep it, give 3.75 there")
    for form in (Form.CSV, Form.GRADESCOPE, Form.JSON):  # these say each student's own
        assert export(course, Request(["hw1"], form, out))[1] == []
    template = course.root / "template.csv"
    template.write_text(templates.CANVAS_GRADEBOOK)
    for _ in range(2):  # also where the points stand there already
        notes = export(course, Request(["hw1"], Form.CANVAS, out, template=template))[1]
        assert [note for note in notes if why in note and note.startswith(f"{template}, line 7: ")]
        template = out.rename(course.root / "again.csv")


def test_gradescopes_maximum_is_each_students_own(course: Course) -> None:
    def most(*assignments: str) -> dict[str, list[str]]:
        out = course.root / "out.csv"
        export(course, Request(assignments, Form.GRADESCOPE, out))
        with open(out, encoding="utf-8", newline="") as file:
            lines = [*csv.DictReader(file)]
        return {line["SID"]: [line[name] for name in line if name.endswith("Max Points")] for line in lines}

    add(course, Graded("hw1", "eve", {"test_add": 1.0, "test_mul": 1.0, "essay": 1.0}))
    found = most("hw1")
    assert (found["ada"], found["zed"], found["dan"], found["eve"]) == (["15"], ["10"], ["15"], ["15"])
    assert most("hw1", "hw2")["zed"] == ["10", "9"]


def test_titles_of_gradescopes_columns_have_the_points_as_they_are() -> None:
    checks = tuple(Check(f"c{n}", Text.plain("C"), Outcome.PASSED, most, most) for n, most in enumerate((0.25, 1 / 3)))
    task = Task("hw1", "t", "t", Text.plain("T"), 12.0, 12.0, checks)
    part = Part("hw1", {"ada": Result(State.GRADED, Marks.of(report_with("ada", [task], score=12.0, max_score=12.0)))})
    text = gradescope.new_file(Sheet((Person("ada"),), (part,)), By.CHECK).decode()
    (header, _) = csv.reader(io.StringIO(text, newline=""))
    assert header[-3:] == ["1: t (12.0 pts)", "2: t: c0 (0.25 pts)", "3: t: c1 (0.333333 pts)"]
