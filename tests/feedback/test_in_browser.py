"""In a real browser: hostile texts do nothing, phones need no sideways scrolling, the keyboard reaches all."""

from __future__ import annotations

import typing
from datetime import datetime

import msgspec
import pytest
from msgspec.structs import asdict, replace
from nbformat.v4 import new_output
from selenium.common.exceptions import NoAlertPresentException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from examiner.feedback.page import student_html
from examiner.feedback.tables import result_table_html
from examiner.model import Check, Fault, FaultKind, Held, Marks, Outcome, Report, Task, Text, Verdict, say
from examiner.model.durable import write_text
from examiner.model.regrading import CheckChange, StudentChange, TaskChange
from examiner.model.rulings import Kind, Ruling, Rulings, Voided
from examiner.model.text import Piece
from examiner.reports.class_page import class_html
from examiner.reports.course_page import Graded, course_html
from examiner.reports.figures import ClassFigures
from examiner.reports.regrade_page import regrade_html
from examiner.reports.since import Moved, Since

FIRE = "window.fired=1;alert(1);fetch('http://127.0.0.1:9/x')"
HOSTILE = [
    f"<script>{FIRE}</script>",
    f"</pre></code></details></p></textarea></title></style><script>{FIRE}</script>",
    f'"><img src=x onerror="{FIRE}">',
    f"' onfocus='{FIRE}' autofocus tabindex=1 x='",
    f"<svg/onload={FIRE}><style>*{{display:none}}</style>",
    "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'><base href='http://127.0.0.1:9/'>",
    "<link rel=stylesheet href=http://127.0.0.1:9/a.css><iframe src=http://127.0.0.1:9/></iframe>",
    f'<a href="javascript:{FIRE}">click</a><form action=http://127.0.0.1:9/><button>b</button></form>',
    "<img src=http://127.0.0.1:9/i.png><video src=http://127.0.0.1:9/v autoplay></video>",
    "&lt;script&gt;fired=1&lt;/script&gt; &#60;img src=x onerror=fired=1&#62;",
    "{{ 7 * 7 }}{% raw %}{{ self.__init__.__globals__ }}",
    "<!-- ]]> --!> <![CDATA[ <plaintext>",
    "\u202egnorw\u202c \u2066x\u2069 \x00\x01\x08\x1b[31mred\x1b]0;t\x07 \ud800 \ufffe \u2028",
    "中文 / <b onclick=fired=1>English</b>",
    "x" * 20_000,
    "寬" * 5_000,
    "a " * 5_000,
    "https://" + "very-long-address-" * 300,
    "\u0301" * 3_000,
    "line\n" * 5_000,
    "<" * 1_000_000,
]
RULINGS = [
    Ruling(
        kind=kind,
        assignment="hw1",
        who="https://hub.example/very-long-name-of-a-person" * 3,
        when="2026-07-01T00:00:00+00:00",
        why=HOSTILE[0] + "w" * 500,
        **about,
    )
    for kind, about in (
        (Kind.EXTEND, {"student": "ada", "until": "2026-07-06T12:00:00+08:00"}),
        (Kind.EXTEND, {"student": "bo", "seconds": 5400.0}),
        (Kind.EXCUSE, {"student": "ada", "notebook": "hw1", "grade_id": "test_logit"}),
        (Kind.VOID, {"notebook": "hw1", "grade_id": "test_activations", "points": Voided.FULL}),
        (Kind.VOID, {"notebook": "hw1", "grade_id": "test_convexity", "points": Voided.OUT}),
        (Kind.EXCUSE, {"student": "bo"}),
    )
]
INTERACTIVE = "a[href], summary, [tabindex='0'], input:checked"  # the Tab key enters a group of radio buttons once


def poison(value: typing.Any, text: str) -> typing.Any:
    """Return a report, task or check with ``text`` in every field that holds text."""
    if isinstance(value, tuple):
        return tuple(poison(item, text) for item in value)
    if isinstance(value, Text):
        return Text.parse(text)
    if not isinstance(value, msgspec.Struct):
        return text if type(value) is str else value
    fields = (name for name in value.__struct_fields__ if name != "languages")
    return replace(value, **{name: poison(getattr(value, name), text) for name in fields})


def poisoned_outputs(text):
    return [
        new_output("stream", name="stdout", text=text),
        new_output("stream", name="stderr", text=text),
        new_output("error", ename=text, evalue=text, traceback=[text, text]),
        new_output("display_data", data={"text/html": text, "text/plain": text}),
        new_output("display_data", data={"image/svg+xml": f"<svg onload='{FIRE}'/>", "text/plain": text}),
        new_output("display_data", data={"application/javascript": FIRE}),
        new_output("display_data", data={"image/png": text}),
        new_output("display_data", data={"text/markdown": text, "text/latex": text}),
    ]


def full_report(report):
    """Return the report with something in every field."""
    texts = [Text.plain(letter) for letter in "cmhe"]
    check = Check("test_c", texts[0], Outcome.FAILED, 0.0, 1.0, *texts[1:3], "t", "d")
    extra = Task("hw1", "extra", "test_extra", texts[3], 0.0, 1.0, checks=(check,), answer_error=texts[3])
    fault = Fault(FaultKind.INTERNAL, "d")
    return replace(report, tasks=(*report.tasks, extra), notes=(texts[0],), reason=texts[0], fault=fault, key="k")


def poisoned_pages(report, notebook, text):
    """Return every kind of page with ``text`` in every place."""
    bad = poison(full_report(report), text)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = poisoned_outputs(text)
            if "nbgrader" in cell.metadata:
                cell.metadata.nbgrader["grade_id"] = text if cell.metadata.nbgrader.get("grade") else "x"
    rejected = replace(bad, outcome=Verdict.REJECTED)
    fault = replace(bad, outcome=Verdict.FAULT)
    table = result_table_html(bad.tasks[-1], ("zh-TW", "en"))
    return {
        "student": student_html(Marks.of(bad), {text: notebook}),
        "english": student_html(Marks.of(replace(bad, languages=("en",))), {text: notebook}),
        "odd-language": student_html(Marks.of(replace(bad, languages=(text,)))),
        "rejected": student_html(Marks.of(rejected)),
        "fault": student_html(Marks.of(fault)),
        "class": class_html(map(Marks.of, [bad, rejected, fault]), text),
        "table": f"<!DOCTYPE html><html lang='en'><link rel='icon' href='data:,'><main>{table}</main></html>",
    }


def nothing_happened(chromium):
    with pytest.raises(NoAlertPresentException):
        _ = chromium.driver.switch_to.alert.text
    assert chromium.run("return typeof window.fired") == "undefined"
    assert chromium.console() == []
    assert chromium.requests() == []
    assert chromium.run("return document.scripts.length") == 0
    forbidden = (
        "iframe,object,embed,form,base,video,svg:not(.plot),link[rel=stylesheet],[onfocus],[onerror],[onload],[onclick]"
    )
    assert chromium.run(f"return document.querySelectorAll({forbidden!r}).length") == 0
    assert chromium.run("return [...document.images].every(i => i.src.startsWith('data:image/png;base64,'))")
    assert chromium.run("return getComputedStyle(document.querySelector('main')).display") != "none"


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_text_in_every_field_is_inert(number, report, notebook, chromium, tmp_path):
    for name, html in poisoned_pages(report, notebook, HOSTILE[number]).items():
        path = tmp_path / f"{name}.html"
        write_text(path, html)
        assert len(html) < 8_000_000, name
        chromium.open(path, width=360)
        chromium.run("document.querySelectorAll('details').forEach(d => d.open = true)")
        for element in chromium.driver.find_elements("css selector", "summary")[:5]:
            element.send_keys(Keys.SPACE)
        nothing_happened(chromium)
        if name != "table":  # its place is a notebook, which brings its own styles
            assert chromium.run("return document.documentElement.scrollWidth") <= 360, name


def test_the_check_itself_would_notice_a_script(chromium, tmp_path):
    path = tmp_path / "page.html"
    write_text(path, "<main><script>window.fired=1; fetch('http://127.0.0.1:9/x')</script></main>")
    chromium.open(path)
    with pytest.raises(AssertionError):
        nothing_happened(chromium)
    assert chromium.run("return window.fired") == 1
    assert "http://127.0.0.1:9/x" in chromium.requests()


def ruled(report, *rulings):
    """Return the marks of a report with what was ruled on it."""
    granted = Rulings(rulings).of("hw1", report.student)
    return Marks.of(report, Held(due=datetime(2026, 7, 5, 10, 30), extension=90_000.0, granted=granted))


def earlier(report):
    """Return a result of the same student's in which the checks of the first task ended the other way."""
    ways = {Outcome.PASSED: Outcome.FAILED, Outcome.FAILED: Outcome.PASSED}
    first, *others = report.tasks
    turned = tuple(replace(check, outcome=ways[check.outcome]) for check in first.checks)
    tasks = (replace(first, score=2.0, checks=turned), *others)
    return replace(report, tasks=tasks, timestamp="2026-07-01 10:00:00 +0800")


SINCE = Since("2026-07-01 10:00 UTC", ("bo",), ("cy",), (Moved("ada", None, 3.0), Moved("dan" * 30, 5.0, 4.5)))


def changed(student, *tasks, cause, late=0.0):
    """Return a student's change in a regrade."""
    given = {"penalty_before": late, "penalty_after": 0.0} if late else {}
    return StudentChange(student=student, before=None, after=31.25, tasks=tasks, cause=cause, **given)


def regraded():
    """Return the changes of a regrade: long names, all that a check can come to, and a penalty."""
    ends = [None, *Outcome]
    checks = tuple(
        CheckChange(f"test_{name}[{'x' * 60}]", one, other, None if one is None else 0.0, 1 / 3, "expected 1, got 2")
        for name, (one, other) in enumerate(zip(ends, [*ends[1:], None], strict=True))
    )
    causes = "grader test_binary_crossentropy.py", "version of " + "long-name" * 20 + ": 2.0 -> 2.1", HOSTILE[0]
    tasks = [TaskChange("hw1", "binary_crossentropy" * 4, None, 10 / 3, checks, cause) for cause in causes]
    return [
        changed("ada", *tasks, cause="; ".join(causes)),
        changed("b09901001" * 8, replace(tasks[0], before=4.0, after=None, checks=()), cause=causes[0]),
        changed("小明", cause="time of handing in", late=2.5),
    ]


def many(report, tools):
    """Return the marks of a class that is large enough for all its numbers."""
    found = []
    for number in range(24):
        tasks = tuple(
            replace(task, score=round(task.max_score * ((number * (place + 2)) % 7) / 6, 2))
            for place, task in enumerate(tools["finished"](report).tasks)
        )
        found.append(Marks.of(replace(report, student=f"s{number:02}", tasks=tasks, seconds=number + 1.0)))
    return found


def graded(name, marks):
    return Graded(ClassFigures.of(name, f"{name}.html", marks, ["zoe"], 0), marks, f"{name}.html")


@pytest.fixture
def pages(report, notebook, tools, tmp_path):
    """Ordinary pages on disk."""
    rejected = tools["report"]("zoe", outcome=Verdict.REJECTED, tasks=(), reason=say("不是 JSON", "not JSON"))
    fault = tools["report"]("yuri", outcome=Verdict.FAULT, tasks=())
    unboxed = replace(tools["finished"](report), student="bo", boxed=False)
    found = {
        "student": student_html(Marks.of(report), {"hw1": notebook}, former=earlier(report)),
        "english": student_html(Marks.of(replace(report, languages=("en",))), {"hw1": notebook}),
        "chinese": student_html(Marks.of(replace(report, languages=("zh-TW",))), {"hw1": notebook}),
        "done": student_html(Marks.of(unboxed), {"hw1": notebook}),
        "rejected": student_html(Marks.of(rejected)),
        "fault": student_html(Marks.of(fault)),
        "ruled": student_html(ruled(report, *RULINGS), {"hw1": notebook}),
        "excused": student_html(ruled(replace(report, student="bo"), RULINGS[-1]), {"hw1": notebook}),
        "class": class_html(map(Marks.of, [report, unboxed, rejected, fault]), "hw1"),
        "class of rulings": class_html([ruled(report, *RULINGS), ruled(unboxed, *RULINGS)], "hw1", ["zoe"], RULINGS),
        "empty": class_html(map(Marks.of, []), "hw1"),
        "whole class": class_html(whole := many(report, tools), "hw1", ["zoe"], since=SINCE),
        "regrade": regrade_html(regraded(), "hw1", ("zh-TW", "en")),
        "regrade of nothing": regrade_html([], "hw1", ("en",)),
        "course": course_html("deep-learning", [graded("hw1", whole), graded("hw2-" + "long" * 20, whole[:20])]),
    }
    for name, html in found.items():
        write_text(tmp_path / f"{name}.html", html)
    return {name: tmp_path / f"{name}.html" for name in found}


@pytest.mark.parametrize("width", [320, 390, 1200])
def test_no_page_scrolls_sideways(pages, chromium, width):
    for name, path in pages.items():
        chromium.open(path, width=width)
        chromium.run("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert chromium.run("return document.documentElement.scrollWidth") <= width, name
        assert chromium.console() == [] and chromium.requests() == []


@pytest.mark.parametrize("name", ["student", "class"])
def test_the_tab_key_reaches_everything_interactive(pages, chromium, name):
    chromium.open(pages[name])
    chromium.run("document.querySelectorAll('details').forEach(d => d.open = true)")
    wanted = chromium.run(f"return document.querySelectorAll({INTERACTIVE!r}).length")
    chromium.run(f"document.querySelectorAll({INTERACTIVE!r}).forEach((e, i) => e.dataset.n = i)")
    order = []
    for _ in range(wanted):
        ActionChains(chromium.driver).send_keys(Keys.TAB).perform()
        order.append(chromium.run("return document.activeElement.dataset.n"))
    assert order == [str(number) for number in range(wanted)] and wanted > 5
    outline = chromium.run("return getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


def test_the_first_tab_stop_skips_to_the_content(pages, chromium):
    chromium.open(pages["student"])
    keys = ActionChains(chromium.driver)
    keys.send_keys(Keys.TAB).perform()
    assert chromium.run("return document.activeElement.getBoundingClientRect().left") >= 0
    keys.send_keys(Keys.ENTER).perform()
    assert chromium.run("return document.activeElement.id") == "main"


def test_a_link_of_the_table_leads_to_the_task_and_back(pages, chromium):
    chromium.open(pages["student"])
    link = chromium.driver.find_elements("css selector", ".overview a[href^='#task-']")[2]
    task = link.get_attribute("hash").removeprefix("#")
    link.send_keys(Keys.ENTER)
    assert chromium.run("return document.activeElement.id") == task
    chromium.driver.find_element("css selector", f"[id='{task}'] .back a").send_keys(Keys.ENTER)
    assert chromium.run("return document.activeElement.id") == "overview"


CONTRAST = """
const parse = c => (c.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
const linear = v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
const light = c => { const [r, g, b] = parse(c).map(v => linear(v / 255));
  return .2126 * r + .7152 * g + .0722 * b; };
const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
  if (parse(c)[3] !== 0) return c; } return 'rgb(255, 255, 255)'; };
const low = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const e = walker.currentNode.parentElement, style = getComputedStyle(e);
  if (!walker.currentNode.data.trim() || !e.getClientRects().length) continue;
  const [a, b] = [light(style.color), light(behind(e))].sort((x, y) => y - x);
  const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
  if ((a + .05) / (b + .05) < (large ? 3 : 4.5))
    low.push([walker.currentNode.data.slice(0, 40), style.color, behind(e)]);
}
return low;
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(pages, chromium, scheme):
    for name, path in pages.items():
        chromium.open(path, scheme=scheme)
        chromium.run("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert chromium.run(CONTRAST) == [], name
    chromium.open(pages["student"], scheme="dark")
    assert chromium.run("return getComputedStyle(document.body).backgroundColor") == "rgb(18, 22, 28)"


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1200, "light")])
def test_every_page_is_good_for_every_reader(pages, chromium, width, scheme):
    wrong = {}
    for name, path in pages.items():
        chromium.open(path, width=width, scheme=scheme)
        chromium.run("document.querySelectorAll('details').forEach(d => d.open = true)")
        if found := chromium.violations():
            wrong[name] = found
    assert wrong == {}


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1200, "dark")])
def test_the_page_of_a_regrade_is_good_in_the_other_scheme_too(pages, chromium, width, scheme):
    chromium.open(pages["regrade"], width=width, scheme=scheme)
    assert chromium.violations() == []
    assert chromium.run("return document.documentElement.scrollWidth") <= width
    nothing_happened(chromium)


def seen(chromium, word):
    """Say whether a piece of text that holds a word is shown."""
    pieces = "[...document.querySelectorAll('main span')].filter(e => !e.children.length)"
    return chromium.run(f"return {pieces}.some(e => e.textContent.includes({word!r}) && e.checkVisibility())")


@pytest.mark.parametrize("name", ["student", "class"])
def test_a_switch_shows_one_language_without_a_script(pages, chromium, name):
    chromium.open(pages[name])
    group, choice = "二元交叉熵", "Binary cross-entropy"
    assert seen(chromium, group) and seen(chromium, choice)
    chromium.driver.find_element("css selector", ".languages input:checked").send_keys(Keys.ARROW_RIGHT)
    assert seen(chromium, group) and not seen(chromium, choice)
    chromium.driver.switch_to.active_element.send_keys(Keys.ARROW_RIGHT)
    assert seen(chromium, choice) and not seen(chromium, group)
    assert chromium.run("return document.documentElement.scrollWidth") <= 1000
    assert chromium.violations() == [] and chromium.run("return document.scripts.length") == 0


def test_what_stands_in_one_language_alone_is_never_switched_off(report, chromium, tmp_path):
    tasks = (replace(report.tasks[0], title=Text((Piece("en", "English alone"),))), *report.tasks[1:])
    write_text(tmp_path / "page.html", student_html(Marks.of(replace(report, tasks=tasks))))
    chromium.open(tmp_path / "page.html")
    chromium.driver.find_element("css selector", "#only-zh-TW").click()
    assert seen(chromium, "English alone") and not seen(chromium, "All tasks")


def test_on_paper_the_closed_parts_are_there(pages, chromium):
    chromium.open(pages["student"])
    chromium.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    shown = "return document.querySelector('.task .check details pre').checkVisibility()"
    assert chromium.run(shown)
    assert chromium.run("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    chromium.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert not chromium.run(shown)


def test_the_browser_finds_the_parts_of_the_page(pages, chromium):
    chromium.open(pages["student"])
    tree = chromium.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    roles = [node["role"]["value"] for node in tree if not node.get("ignored")]
    for role in ("banner", "main", "contentinfo", "table", "rowheader", "columnheader", "region", "list"):
        assert role in roles, role
    names = {node["name"]["value"] for node in tree if node.get("role", {}).get("value") == "region" and "name" in node}
    assert any("各題得分" in name for name in names) and any("二元交叉熵" in name for name in names)


def test_the_report_type_has_no_text_that_the_test_forgets(report):
    bad = poison(full_report(report), "PLANTED")
    assert isinstance(bad, Report)
    texts = [str(value) for value in asdict(bad.tasks[-1].checks[0]).values() if type(value) in (str, Text)]
    assert texts == ["PLANTED"] * len(texts) and len(texts) == 7
    assert bad.fault.detail == "PLANTED"
