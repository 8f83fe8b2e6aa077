"""Every page in one language alone: none of the other's sentences, and all that has no language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import nbformat
import pytest
from bs4 import BeautifulSoup
from msgspec.structs import replace

from examiner.feedback.page import student_html
from examiner.feedback.tables import result_table_html, result_table_text
from examiner.model import Check, Fault, FaultKind, Marks, Outcome, Report, Task, Text, Verdict, say
from examiner.pages.words import WORDS
from examiner.reports.class_page import class_html
from examiner.reports.course_page import Graded, course_html
from examiner.reports.figures import ClassFigures
from examiner.reports.since import Moved, Since

CHINESE = re.compile("[\u3001-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")
LANGUAGES = ("zh-TW", "en")
LIMIT = say("超過時間上限 2 秒", "over the time limit of 2 seconds")
SINCE = Since("2026-07-01 10:00 UTC", ("bo",), (), (Moved("ada", 1.0, 2.0),))
NAME = "no language: 無"  # as a program of a student's may say it
DETAIL = "pid 7: 無"
REASON = say("檔案不是 JSON", "The file is not JSON")


def every_kind(report: Report) -> Report:
    """Return a report with a text in each place that may hold one: in both languages, and in none."""
    title = say("題目標題", "Title of a task")
    checks = tuple(
        Check(f"test_{outcome}", say("檢查標題", "Title of a check"), outcome, 0.0, 1.0, message, hint, "Traceback")
        for outcome in Outcome
        for message in (LIMIT, Text.plain(NAME), None)
        for hint in (say("想一想", "Think of it"), None)
    )
    extra = (
        Task("hw1", "every", "test_every", title, 0.0, 42.0, checks, answer_error=LIMIT),
        Task("hw1", "said", "test_said", Text.plain(NAME), 1.0, 1.0, answer_error=Text.plain(NAME)),
        Task("hw1", "lost", "test_lost", title, None, 1.0, (Check("c", title, Outcome.FAULT, 0.0, 1.0),)),
    )
    return replace(report, tasks=(*report.tasks, *extra), notes=(*report.notes, LIMIT, Text.plain(NAME)))


def pages(report: Report, notebook: nbformat.NotebookNode, finished: Callable[[Report], Report]) -> Mapping[str, str]:
    """Return every kind of page and table."""
    report = every_kind(report)
    rejected = replace(report, student="zoe", outcome=Verdict.REJECTED, tasks=(), reason=REASON)
    odd = replace(rejected, student="odd", reason=Text.plain(NAME))
    fault = replace(report, student="yuri", outcome=Verdict.FAULT, tasks=(), fault=Fault(FaultKind.WORKER, DETAIL))
    unboxed = replace(finished(report), student="bo", boxed=False)
    nothing = replace(report, tasks=tuple(replace(task, score=None) for task in report.tasks))
    books, marks = {"hw1": notebook}, [Marks.of(report), Marks.of(unboxed)]
    found = {
        "student": student_html(Marks.of(report), books),
        "without outputs": student_html(Marks.of(report)),
        "finished": student_html(Marks.of(unboxed), books),
        "nothing judged": student_html(Marks.of(nothing)),
        "rejected": student_html(Marks.of(rejected)),
        "rejected, by a text without a language": student_html(Marks.of(odd)),
        "fault": student_html(Marks.of(fault)),
        "class": class_html(map(Marks.of, [report, unboxed, rejected, odd, fault]), "hw1", since=SINCE),
        "course": course_html("dl", [Graded(ClassFigures.of("hw1", "p", marks, [], 0), marks, "hw1.html")]),
        "class without scores": class_html(map(Marks.of, [rejected, fault]), "hw1"),
    }
    for task in (*report.tasks, *unboxed.tasks):
        found[f"table of {task.task}, {task.score}"] = result_table_html(task, report.languages)
        found[f"text of {task.task}, {task.score}"] = result_table_text(task, report.languages)
    return found


def texts(html: str) -> Iterator[str]:
    """Yield what a page says: its text, and what its attributes say to those who do not see it."""
    page = BeautifulSoup(html, "html.parser")
    for node in page.find_all(["style", "pre"]):
        node.decompose()  # a program's own words
    yield page.get_text(" ")
    for node in page.find_all(True):
        yield from (node[name] for name in ("aria-label", "alt", "title") if name in node.attrs)


def said(html: str) -> str:
    return " ".join(" ".join(texts(html)).split())


def sentences(report: Report) -> Iterator[Text]:
    """Yield every text of ours: the pages' words and what stands in the report."""
    yield from WORDS.values()
    yield from (REASON, *report.notes)
    for task in report.tasks:
        yield from (text for text in (task.title, task.answer_error) if text is not None)
        for check in task.checks:
            yield from (text for text in (check.title, check.message, check.hint) if text is not None)


@pytest.fixture
def shown(report, notebook, tools) -> Callable[[str], Mapping[str, str]]:
    """Every kind of page in one language."""
    return lambda language: pages(replace(report, languages=(language,)), notebook, tools["finished"])


def test_an_english_page_holds_no_chinese(shown) -> None:
    for name, html in shown("en").items():
        assert not CHINESE.findall(said(html).replace(NAME, "").replace(DETAIL, "")), name


def test_a_chinese_page_holds_no_english_sentence_of_ours(shown, report) -> None:
    ours = {text.en for text in sentences(every_kind(report)) if len(text.sides) == 2}
    ours = {max(re.split(r"\{\w+\}", text), key=len).strip() for text in ours}  # values are filled in
    assert len(ours) > 100
    for name, html in shown("zh-TW").items():
        text = said(html).replace(NAME, "").replace(DETAIL, "")
        found = [english for english in ours if re.search(rf"(?<![\w-]){re.escape(english)}(?![\w-])", text)]
        assert not found, (name, found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_has_no_language_is_shown_in_each_and_is_marked_as_such(shown, language: str) -> None:
    found = shown(language)
    for name in ("student", "finished", "rejected, by a text without a language", "class", "text of said, 1.0"):
        assert NAME in said(found[name]), name
    assert DETAIL in said(found["class"]) and DETAIL not in found["fault"]  # it is for staff
    for name in ("student", "class"):
        page = BeautifulSoup(found[name], "html.parser")
        places = [node for node in page.find_all(lang="") if NAME in node.text]
        assert places, name
        assert {node["lang"] for node in page.find_all(lang=True)} == {"", language}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_limit_that_ended_an_answer_is_told_in_the_readers_language(shown, language: str) -> None:
    html = shown(language)["student"]
    page = BeautifulSoup(html, "html.parser")
    told = [node.text for node in page.find_all("pre") if "2" in node.text]
    own, other = (LIMIT.en, LIMIT.zh) if language == "en" else (LIMIT.zh, LIMIT.en)
    assert any(own in text for text in told) and not any(other in text for text in told)
