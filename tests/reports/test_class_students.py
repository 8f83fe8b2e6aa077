"""Who needs attention, which errors are common, what changed since the report before, and the course over all."""

from __future__ import annotations

import csv
import io
import json

from bs4 import BeautifulSoup
from msgspec.structs import replace
from tests.fixtures.reports import report_with

from examiner.course.layout import Course
from examiner.course.results import store_report
from examiner.model import Check, Marks, Outcome, Task, Text, Verdict, say
from examiner.reports.attention import attention, times_of
from examiner.reports.class_page import class_html
from examiner.reports.course_page import Graded, course_html
from examiner.reports.errors import common_errors
from examiner.reports.figures import ClassFigures
from examiner.reports.publish import class_report, course_report
from examiner.reports.since import since_before
from examiner.reports.table import class_csv


def words(node):
    return " ".join(node.get_text(" ").split())


def part(html, name):
    return BeautifulSoup(html, "html.parser").find(attrs={"aria-labelledby": name})


def task_of(name, score, *checks, most=10.0, **facts):
    return Task("mini", name, f"test_{name}", say("題目", f"Task {name}"), score, most, checks, **facts)


def result(student, *scores, **facts):
    usual = {"assignment": "mini", "score": None, "max_score": 20.0}
    tasks = [task_of(name, score) for name, score in zip(("double", "greet"), scores, strict=False)]
    return report_with(student, tasks, **{**usual, **facts})


def judged(student, tasks):
    return Marks.of(report_with(student, tasks, score=0.0, max_score=10.0))


def failed(message, name="test_a", outcome=Outcome.RAISED):
    return Check(name, Text.plain(name), outcome, 0.0, 1.0, message=Text.plain(message))


def test_errors_that_differ_in_numbers_and_names_are_one_and_of_one_student_alone_none():
    marks = [
        judged("ada", [task_of("a", 0.0, failed("KeyError: 'x1'"), failed("KeyError: 'y'", "b"))]),
        judged("bo", [task_of("a", 0.0, failed("KeyError: 'z'"))]),
        judged("cy", [task_of("a", 0.0, failed("expected 3, got -1.5e9", outcome=Outcome.FAILED))]),
        judged("dan", [task_of("a", 0.0, failed("expected 2, got 7", outcome=Outcome.FAILED))]),
        judged("eve", [task_of("a", 0.0, failed("expected 2, got 7", outcome=Outcome.FAILED))]),
        judged("fay", [task_of("a", 0.0, failed("alone of its kind"))]),
        judged("gus", [task_of("a", 0.0, failed("KeyError: 'x'"), answered=False)]),
    ]
    found = [(group.example.en, group.students) for group in common_errors(marks)]
    assert found == [("expected 3, got -1.5e9", ("cy", "dan", "eve")), ("KeyError: 'x1'", ("ada", "bo"))]


def test_a_traceback_counts_by_the_error_that_it_ends_with():
    ends = ("Traceback\n  File 1\nNameError: name 'a' is not defined\n", "x\nNameError: name 'bcd' is not defined")
    marks = [judged(f"s{n}", [task_of("a", 0.0, answer_error=Text.plain(end))]) for n, end in enumerate(ends)]
    ((group),) = common_errors(marks)
    assert group.students == ("s0", "s1") and group.example.en.startswith("NameError")


def test_who_has_little_left_much_blank_or_fell_needs_attention():
    blank = result("blank", 10.0, 10.0)
    blank = replace(blank, tasks=(blank.tasks[0], replace(blank.tasks[1], answered=False)))
    marks = [
        Marks.of(one)
        for one in (
            result("good", 10.0, 9.0),
            result("half", 5.0, 5.0),
            result("low", 2.0, 3.0),
            blank,
            result("fell", 8.0, 8.0),
            replace(result("lost"), outcome=Verdict.REJECTED),
        )
    ]
    found = attention(marks, {"fell": 2.0})
    assert [(one.student, one.blank, one.fell) for one in found] == [
        ("low", 0, None),
        ("fell", 0, 2.0),
        ("blank", 1, None),
    ]


def test_times_name_whose_took_longest():
    marks = [Marks.of(result(f"s{n}", 1.0, seconds=float(n), cpu_seconds=n / 2)) for n in range(1, 6)]
    times = times_of(marks)
    assert (times.median, times.longest, times.slowest) == (3.0, 5.0, "s5")
    assert (times.cpu_median, times.cpu_longest) == (1.5, 2.5)
    assert times_of([Marks.of(result("a", 1.0))]) is None


def test_the_report_before_is_the_last_one_with_other_marks(mini):
    first = [Marks.of(result("ada", 5.0)), Marks.of(result("bo", 5.0))]
    assert since_before(mini.course, "mini", first, "one") is None
    assert since_before(mini.course, "mini", first, "two") is None
    second = [Marks.of(result("ada", 4.0)), Marks.of(result("cy", 5.0))]
    for _ in range(2):
        since = since_before(mini.course, "mini", second, "three")
        assert (since.when, since.came, since.went) == ("one", ("cy",), ("bo",))
        assert [(one.student, one.before, one.now) for one in since.moved] == [("ada", 5.0, 4.0)]
        assert since.fell == {"ada": 1.0}
    mini.course.class_figures("mini").write_text("{")
    assert since_before(mini.course, "mini", second, "four") is None


def test_the_page_tells_what_changed_and_who_fell(mini):
    marks = [Marks.of(result("ada", 10.0, 9.0))]
    since_before(mini.course, "mini", marks, "2026-07-01 10:00 UTC")
    now = [Marks.of(result("ada", 10.0, 8.0)), Marks.of(result("bo", 10.0, 10.0))]
    since = since_before(mini.course, "mini", now, "later")
    html = class_html(now, "mini", since=since)
    text = words(part(html, "since"))
    assert "That one was written 2026-07-01 10:00 UTC." in text and "Handed in since (1): bo" in text
    assert "ada 19 18" in text
    assert "ada 90 % 0 1" in words(part(html, "attention"))


def test_the_distribution_and_the_tasks_are_drawn_with_words_for_who_does_not_see_them():
    marks = [Marks.of(result(f"s{n:02}", float(n % 11), float((n * 3) % 11))) for n in range(30)]
    page = BeautifulSoup(class_html(marks, "mini"), "html.parser")
    plots = page.find_all("svg")
    assert len(plots) == 2
    for plot in plots:
        assert plot["role"] == "img" and plot.title.text and plot.desc.text
        assert [page.find(id=name) for name in plot["aria-labelledby"].split()] == [plot.title, plot.desc]
    assert len(plots[0].find_all("rect")) == 10 and len(plots[1].find_all("circle")) == 2
    counts = [int(words(row.td)) for row in page.find("table", class_="bins").tbody.find_all("tr")][::-1]
    heights = [float(bar["height"]) for bar in plots[0].find_all("rect")]
    assert [round(height / max(heights) * max(counts)) for height in heights] == counts
    assert "Cronbach’s alpha is" in words(page) and "Its 95 % interval is" in words(page)


def test_the_table_has_a_row_for_each_task_and_check_and_no_formula():
    check = Check("=cmd()", Text.plain("+1"), Outcome.PASSED, 1.0, 1.0)
    sly = Check("\n=1", Text.plain(" ＝1"), Outcome.PASSED, 1.0, 1.0)
    marks = [
        Marks.of(report_with("ada", [task_of("a", 5.0, check, sly), task_of("b", 10.0)], max_score=20.0, score=15.0))
    ]
    text = class_csv(ClassFigures.of("mini", "mini.html", marks, [], 0))
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [(row["task"], row["check"], row["mean"], row["pass_rate"]) for row in rows] == [
        ("test_a", "", "5", ""),
        ("test_a", "'=cmd()", "", "1"),
        ("test_a", "'\n=1", "", "1"),
        ("test_b", "", "10", ""),
    ]
    assert (rows[1]["title"], rows[2]["title"]) == ("'+1", "' ＝1") and rows[0]["difficulty"] == "0.5"


# -- the whole course ------------------------------------------------------------------------------------


def test_a_course_page_has_every_assignment_and_every_student():
    def graded(name, marks, missing=()):
        return Graded(
            ClassFigures.of(name, f"{name}.html", marks, missing, 0), marks, f"{name}.html", frozenset({"ex"})
        )

    first = [Marks.of(result("ada", 10.0, 10.0)), Marks.of(result("bo", 4.0, 4.0))]
    second = [Marks.of(result("ada", 10.0, 0.0)), Marks.of(replace(result("cy"), outcome=Verdict.REJECTED))]
    html = course_html("dl", [graded("hw1", first, ["cy", "zoe"]), graded("hw 2", second, ["bo", "zoe"])])
    page = BeautifulSoup(html, "html.parser")
    rows = part(html, "by-assignment").tbody.find_all("tr")
    assert [row.a["href"] for row in rows] == ["hw1.html", "hw%202.html"]
    assert [words(cell) for cell in rows[0].find_all("td")] == ["2", "2", "0", "0", "0", "70 %", "70 %", "–"]
    grid = {words(row.th): [words(cell) for cell in row.find_all("td")] for row in part(html, "everyone").tbody("tr")}
    assert grid["ada"] == ["75 %", "100 %", "50 %"] and grid["bo"][:2] == ["40 %", "40 %"]
    assert "missing" in grid["bo"][2] and "no score" in grid["cy"][2]
    assert [words(row.th) for row in part(html, "attention").tbody.find_all("tr")] == ["bo", "zoe"]
    assert len(page.find_all("svg")) == 1


def test_who_is_excused_has_missed_nothing():
    marks = [Marks.of(result("ada", 10.0, 10.0))]
    figures = ClassFigures.of("hw1", "hw1.html", marks, [], 1)
    both = [
        Graded(figures, marks, "hw1.html", frozenset({"bo"})),
        Graded(figures, [*marks, Marks.of(result("bo", 9.0))], "x"),
    ]
    html = course_html("dl", both)
    assert "excused" in words(part(html, "everyone")) and "There are none." in words(part(html, "attention"))


def test_who_handed_in_and_waits_for_grading_has_missed_nothing(mini):
    mini.submit("ada")
    store_report(mini.course, result("ada", 10.0, 9.0))
    mini.submit("bo")
    with open(mini.course.config, "a") as file:
        file.write("c.CourseDirectory.db_students = [dict(id=name) for name in ('ada', 'bo', 'zoe')]\n")
    course = Course.find(mini.root)
    path, (figures,) = course_report(course)
    assert figures.missing == ("zoe",)  # of the settings' students, as in exports
    rows = {words(row.th): words(row) for row in part(path.read_text(), "everyone").tbody.find_all("tr")}
    assert rows.keys() == {"ada", "bo", "zoe"} and "not graded" in rows["bo"] and "missing" in rows["zoe"]
    twice = [Graded(figures, [], "x", ungraded=frozenset({"bo"}), excused=frozenset({"ex"}))] * 2
    html = course_html("dl", twice)
    assert [words(row.th) for row in part(html, "attention").tbody.find_all("tr")] == ["zoe"]
    assert "ex" in [words(row.th) for row in part(html, "everyone").tbody.find_all("tr")]


def test_the_reports_lie_where_staff_look_for_them(mini):
    for student in ("ada", "bo"):
        mini.submit(student)
        store_report(mini.course, result(student, 10.0, 5.0))
    path, (figures,) = course_report(mini.course)
    folder = mini.root / "feedback"
    assert path == folder / "all-assignments.html"
    assert {one.name for one in folder.iterdir()} == {"all-assignments.html", "mini.html", "mini.csv"}
    assert 'href="mini.html"' in path.read_text() and figures.path == str(folder / "mini.html")
    assert (figures.graded, [task.difficulty for task in figures.tasks]) == (2, [1.0, 0.5])
    assert class_report(mini.course, "mini") == figures
    assert json.loads(mini.course.class_figures("mini").read_text())["now"]["scores"] == {"ada": 15.0, "bo": 15.0}


def test_a_course_without_marks_has_a_page_that_says_so(mini):
    path, found = course_report(mini.course)
    assert found == [] and "No assignment is graded yet." in path.read_text()
