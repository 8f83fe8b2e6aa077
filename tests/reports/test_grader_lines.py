"""Staff read which lines of graders raised on students' values, why, on whose, and what is done about the points."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from msgspec.structs import replace

from examiner.grading.messages import GRADERS_PROBLEM
from examiner.model import Check, Marks, Outcome, Report, Text, say
from examiner.reports.class_page import class_html
from examiner.reports.grader_lines import grader_lines

LINE = "test_pair.py:9: low, high = student.minmax([3, 1, 2])"
NONE = "graders/hw1/test_pair.py:9: in test_a\n    low, high = ...\nE   TypeError: cannot unpack non-iterable NoneType object"
THREE = "E   ValueError: too many values to unpack (expected 2)"
OTHER = "test_pair.py:20: assert student.top([])[0] == <b>1</b>"


def with_line(report: Report, line: str, detail: str, outcome: Outcome = Outcome.FAILED) -> Report:
    message = GRADERS_PROBLEM if outcome is Outcome.FAULT else say("應為兩個值", "expected two values")
    check = Check("test_a", Text.plain("Both ends"), outcome, 0.0, 2.0, message, detail=detail, grader_line=line)
    score = None if outcome is Outcome.FAULT else 0.0
    task = replace(report.tasks[0], checks=(check,), score=score)
    return replace(report, tasks=(task, *report.tasks[1:]))


@pytest.fixture
def reports(tools) -> list[Report]:
    done = {name: tools["finished"](tools["report"](name)) for name in ("ada", "bo", "cy", "dee", "王小明")}
    return [
        with_line(done["dee"], OTHER, "E   IndexError: list index out of range"),
        with_line(done["cy"], LINE, "3 students' values made this line raise\n\n" + THREE, Outcome.FAULT),
        with_line(done["ada"], LINE, NONE, Outcome.FAULT),
        with_line(done["bo"], LINE, NONE, Outcome.FAULT),
        done["王小明"],
    ]


def test_a_line_is_listed_once_with_its_exceptions_and_students(reports: list[Report]) -> None:
    first, second = grader_lines(reports)
    assert (first.place, first.text) == ("test_pair.py:9", "low, high = student.minmax([3, 1, 2])")
    assert first.students == ("ada", "bo", "cy") and first.waits
    assert first.errors == (
        "TypeError: cannot unpack non-iterable NoneType object",
        "ValueError: too many values to unpack (expected 2)",
    )
    assert second.students == ("dee",) and not second.waits


def test_the_page_says_of_each_line_whether_points_wait(reports: list[Report]) -> None:
    page = BeautifulSoup(class_html(map(Marks.of, reports), "hw1"), "html.parser").find(
        attrs={"aria-labelledby": "grader-lines"}
    )
    first, second = (" ".join(row.get_text(" ").split()) for row in page.tbody.find_all("tr"))
    for told in (
        "test_pair.py:9",
        "cannot unpack",
        "too many values",
        " 3 ",
        "ada , bo , cy",
        "暫不計分",
        "points wait",
    ):
        assert told in first
    assert "<b>1</b>" in second and "Wrong answer" in second and "points wait" not in second
    assert page.find(class_="scroller")["tabindex"] == "0"
    assert [cell["scope"] for cell in page.thead.find_all("th")] == ["col"] * 5
    english = class_html(map(Marks.of, [replace(report, languages=("en",)) for report in reports]), "hw1")
    section = BeautifulSoup(english, "html.parser").find(attrs={"aria-labelledby": "grader-lines"})
    assert not re.search("評分程式|計分", section.get_text())


def test_a_class_without_such_lines_has_no_such_list(tools) -> None:
    assert "grader-lines" not in class_html(map(Marks.of, [tools["finished"](tools["report"]("ada"))]), "hw1")
