"""A task that people mark goes by the heading above it."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from examiner.model import Marks, Report, Task, TaskKey, Text, Verdict, say
from examiner.model.cells import mark
from examiner.model.headings import titles_by_hand

ESSAY = {"grade_id": "essay", "grade": True, "solution": True, "points": 5}
TASK = {"grade_id": "essay", "task": True, "points": 5}


def text(source: str, *tags: str):
    return new_markdown_cell(source, metadata={"tags": list(tags)})


def titles(*above, cell=ESSAY, source: str = "Because.") -> dict[str, Text]:
    before = mark(new_code_cell("assert f()"), grade_id="test_f", grade=True, points=1)
    cells = [text("# Of the task before"), before, *above, mark(new_markdown_cell(source), **cell), text("## After")]
    return titles_by_hand(new_notebook(cells=cells))


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ([text("## Interpretation\n\nWhy?")], Text.plain("Interpretation")),
        ([text("## Part\n### 2. *Why* so `slow` ###\nWhy?"), text("no heading")], Text.plain("2. Why so slow")),
        ([text("### 解讀 / Interpretation")], say("解讀", "Interpretation")),
        ([text("### 解讀", "zh-TW"), text("### Interpretation", "en")], say("解讀", "Interpretation")),
        (
            [text("### 解讀", "zh-TW"), text("Why?", "zh-TW"), text("### Why", "en"), text("So?", "en")],
            say("解讀", "Why"),
        ),
        ([text("### Only English", "en")], Text.plain("Only English")),
        ([text("# Old", "zh-TW"), text("## A_snake_case name")], Text.plain("A_snake_case name")),
    ],
)
def test_the_last_heading_in_each_language_is_the_title(above, title: Text) -> None:
    assert titles(*above) == {"essay": title}


def test_a_heading_in_the_cell_itself_counts_and_one_before_another_task_does_not() -> None:
    assert titles(source="## Draw\n\nSomething.", cell=TASK) == {"essay": Text.plain("Draw")}
    assert titles(text("#hashtag, no heading"), text("## After another")) == {"essay": Text.plain("After another")}


def test_a_second_cell_under_a_heading_has_its_name_beside_it() -> None:
    assert titles() == {"essay": Text.plain("Of the task before (essay)")}
    assert titles_by_hand(new_notebook(cells=[mark(new_markdown_cell("Because."), **ESSAY)])) == {}


def test_only_a_task_that_people_mark_and_nobody_named_takes_the_heading() -> None:
    tasks = (
        Task("hw1", "essay", "essay", Text.plain("essay"), None, 5.0, manual=True),
        Task("hw1", "own", "own", Text.plain("Its own"), None, 5.0, manual=True),
        Task("hw1", "f", "test_f", Text.plain("f"), 1.0, 1.0),
    )
    report = Report(student="ada", assignment="hw1", outcome=Verdict.GRADED, score=1.0, max_score=11.0, tasks=tasks)
    heads = {TaskKey("hw1", name): Text.plain("Heading") for name in ("essay", "own", "test_f", "gone")}
    assert [str(task.title) for task in Marks.of(report, titles=heads).tasks] == ["Heading", "Its own", "f"]
