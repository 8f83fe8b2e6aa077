"""The student's page says what the report says, in the reader's languages, and nothing for staff."""

from __future__ import annotations

import itertools
import re

import pytest
from bs4 import BeautifulSoup
from msgspec.structs import replace

from examiner.feedback.page import student_html
from examiner.model import Check, Fault, FaultKind, Marks, Outcome, Task, Text, Verdict, say

SECRET = "STAFF-ONLY-7421"  # as in conftest


def read(html):
    return BeautifulSoup(html, "html.parser")


def words(node):
    return " ".join(node.get_text(" ").split())


def test_the_page_is_whole_and_may_fetch_nothing(report, notebook):
    html = student_html(Marks.of(report), {"hw1": notebook})
    page = read(html)
    assert html.lstrip().startswith("<!DOCTYPE html>")
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert not page.find_all(["script", "iframe", "object", "embed", "form", "base"])
    assert {image["src"][:22] for image in page.find_all("img")} == {"data:image/png;base64,"}
    assert "http:" not in html and "https:" not in html and "url(" not in html
    assert {link["href"] for link in page.find_all("link")} == {"data:,"}


def test_a_complete_score_is_shown_large_with_its_maximum(report, notebook, tools):
    page = read(student_html(Marks.of(tools["finished"](report)), {"hw1": notebook}))
    assert words(page.find(class_="big")) == "25.5 / 40"
    assert "總分 Total score" in words(page.find(class_="total"))


def test_a_score_with_parts_missing_says_so_and_counts_only_what_was_judged(report, notebook):
    page = read(student_html(Marks.of(report), {"hw1": notebook}))
    box = words(page.find(class_="total"))
    assert words(page.find(class_="big")) == "13.5 / 28"
    assert "Score so far" in box and "Points not scored yet: 12" in box
    assert "Total score" not in box


def test_a_sum_in_the_report_is_not_shown_as_the_total_while_parts_are_missing(report):
    page = read(student_html(Marks.of(replace(report, score=13.5))))
    assert words(page.find(class_="big")) == "13.5 / 28"
    assert "Total score" not in words(page.find(class_="total"))


def test_a_submission_without_any_score_shows_no_number_as_a_score(report, notebook):
    tasks = tuple(replace(task, score=None, manual=True) for task in report.tasks)
    page = read(student_html(Marks.of(replace(report, tasks=tasks)), {"hw1": notebook}))
    assert page.find(class_="big") is None
    assert "Not scored yet" in words(page.find(class_="total"))


def test_every_task_stands_in_the_table_with_a_link_to_its_section(report, notebook):
    page = read(student_html(Marks.of(report), {"hw1": notebook}))
    rows = page.find("table", class_="overview").tbody.find_all("tr")
    assert len(rows) == len(report.tasks)
    for row, task in zip(rows, report.tasks, strict=True):
        target = page.find(id=row.a["href"].removeprefix("#"))
        assert task.title.en in words(target.h3)
        assert row.th["scope"] == "row"
    assert words(rows[0].find_all("td")[1]) == "6 / 8"
    assert "Part of the marks" in words(rows[0]) and "◐" in words(rows[0])
    assert words(rows[3].find_all("td")[1]) == "0 / 6"
    assert words(rows[4].find_all("td")[1]) == "– / 5" and "Not scored yet" in words(rows[4])
    assert "Marked by your teacher" in words(rows[5])


def test_every_check_stands_with_line_outcome_points_message_hint_and_traceback(report, notebook):
    page = read(student_html(Marks.of(report), {"hw1": notebook}))
    items = [words(item) for item in page.find_all(class_="check")]
    assert len(items) == sum(len(task.checks) for task in report.tasks)
    assert "Keras 範例 The Keras example on logits ✓ 通過 Passed 4 / 4" in items[0]
    for text in ("✗ 不正確 Not right yet", "0 / 2", "expected 500.0, got inf", "Think about log(0)."):
        assert text in items[2]
    raised = next(item for item in page.find_all(class_="check") if "Raised an error" in words(item))
    assert raised.details.pre and "name 'linear' is not defined" in raised.details.pre.text
    for text in (
        "Took too long",
        "ran longer than allowed",
        "The kernel died",
        "out of memory",
        "Not run",
        "never ran",
    ):
        assert any(text in item for item in items)


def test_a_fault_is_neutral_and_shows_nothing_of_its_cause(report, notebook):
    html = student_html(Marks.of(report), {"hw1": notebook})
    page = read(html)
    assert SECRET not in html
    item = next(item for item in page.find_all(class_="check") if "A saddle" in words(item))
    assert "– / 3" in words(item) and "not in your work" in words(item) and "0 / 3" not in words(item)
    section = item.find_parent(class_="task")
    assert "It is not a zero, and your teacher has been told" in words(section)


def test_outputs_stand_with_their_task(report, notebook):
    page = read(student_html(Marks.of(report), {"hw1": notebook}))
    section = page.find(id="task-hw1/test_binary_crossentropy")
    assert "loss of binary_crossentropy: 0.25" in section.text and "epoch 1" not in section.text
    assert "W0000 tensorflow" in section.text
    assert section.img["alt"] == "你的程式畫的圖，第 3 張 / Plot 3 drawn by your code"
    assert "loss of logit" not in section.text


@pytest.mark.parametrize(
    ("languages", "lang", "present", "absent"),
    [
        (("zh-TW", "en"), "zh-TW", ["二元交叉熵", "Binary cross-entropy", "各題得分", "All tasks"], []),
        (("zh-TW",), "zh-TW", ["二元交叉熵", "各題得分"], ["Binary cross-entropy", "Passed", "All tasks"]),
        (("en",), "en", ["Binary cross-entropy", "All tasks"], ["二元交叉熵", "通過", "得分"]),
    ],
)
def test_the_page_speaks_the_languages_of_the_report(report, notebook, languages, lang, present, absent):
    html = student_html(Marks.of(replace(report, languages=languages)), {"hw1": notebook})
    page = read(html)
    assert page.html["lang"] == lang
    text = words(page.body)
    assert all(word in text for word in present)
    assert not any(word in text for word in absent)
    for piece in page.find_all(lang=True)[1:]:
        assert piece["lang"] in languages or "expected" in piece.text or "linear" in piece.text


def test_a_rejected_submission_says_what_happened_and_what_to_do(report):
    reason = say("檔案不是 JSON", "The file is not JSON. Save it again.")
    rejected = replace(report, outcome=Verdict.REJECTED, tasks=(), reason=reason)
    page = read(student_html(Marks.of(rejected)))
    text = words(page.main)
    assert "could not be read" in text and "The file is not JSON. Save it again." in text
    assert "hand in again" in text
    assert page.find(class_="big") is None and not re.search(r"\d+ / \d+", text)


def test_a_fault_never_looks_like_a_zero_and_hides_its_reason(report, notebook):
    fault = replace(report, outcome=Verdict.FAULT, score=0.0, fault=Fault(FaultKind.INTERNAL, SECRET))
    html = student_html(Marks.of(fault), {"hw1": notebook})
    page = read(html)
    text = words(page.main)
    assert SECRET not in html
    assert "Not scored yet" in text and "your teacher has been told" in text
    assert page.find(class_="big") is None and not re.search(r"\d+ / \d+", text)
    assert not page.find_all(class_="task")


def test_a_task_without_checks_is_judged_by_its_points(report):
    scores = {"a": 0.0, "b": 5.0, "c": 2.0}
    tasks = tuple(Task("hw1", n, f"test_{n}", Text.plain(n), score, 5.0) for n, score in scores.items())
    page = read(student_html(Marks.of(replace(report, tasks=tasks, score=7.0, max_score=15.0))))
    marks = [words(row.find(class_="mark")) for row in page.tbody.find_all("tr")]
    assert ["No marks" in marks[0], "Full marks" in marks[1], "Part of the marks" in marks[2]] == [True] * 3


def test_almost_full_marks_are_not_shown_as_full(report):
    check = Check("test_a", Text.plain("a"), Outcome.PASSED, 9.999, 10.0)
    task = Task("hw1", "a", "test_a", Text.plain("a"), 9.999, 10.0, checks=(check,))
    page = read(student_html(Marks.of(replace(report, tasks=(task,), score=9.999, max_score=10.0))))
    assert words(page.find(class_="big")) == "9.99 / 10"
    assert "Part of the marks" in words(page.tbody)


def test_notes_of_grading_stand_in_their_box(report):
    assert "Put back a deleted test cell: test_logit" in words(
        read(student_html(Marks.of(report))).find(class_="notes")
    )
    assert read(student_html(Marks.of(replace(report, notes=())))).find(class_="notes") is None


def test_grading_without_isolation_is_marked(report):
    assert "Graded without isolation" in student_html(Marks.of(replace(report, boxed=False)))
    assert "Graded without isolation" not in student_html(Marks.of(report))


def test_headings_landmarks_and_ids_are_in_order(report, notebook):
    for page in (
        read(student_html(Marks.of(report), {"hw1": notebook})),
        read(student_html(Marks.of(replace(report, tasks=())))),
    ):
        levels = [int(heading.name[1]) for heading in page.find_all(re.compile("^h[1-6]$"))]
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
        assert [len(page.find_all(name)) for name in ("header", "main", "footer")] == [1, 1, 1]
        ids = [node["id"] for node in page.find_all(id=True)]
        assert len(ids) == len(set(ids))
        for node in page.find_all(attrs={"aria-labelledby": True}):
            assert node["aria-labelledby"] in ids
        for link in page.find_all("a"):
            assert link["href"].removeprefix("#") in ids


def test_long_texts_are_cut_with_a_note(report, notebook):
    notebook.cells[2].outputs[0].text = "x" * 1_000_000
    task = replace(report.tasks[0], answer_error=Text.plain("y" * 1_000_000))
    html = student_html(Marks.of(replace(report, tasks=(task, *report.tasks[1:]))), {"hw1": notebook})
    assert "992000 characters cut here" in html
    assert html.count("characters cut here") == 2
    assert len(html) < 200_000


def test_the_page_grows_no_further_whatever_students_print(report, notebook, tools):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [
                output
                for number in range(200)
                for output in (tools["stream"](f"{number}" + "<" * 100_000, "stdout" if number % 2 else "stderr"),)
            ]
    assert len(student_html(Marks.of(report), {"hw1": notebook})) < 6_000_000
