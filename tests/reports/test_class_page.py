"""The class report names the numbers, the struggles and what waits for a person."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from msgspec.structs import replace

from examiner.model import CrossCheck, Fault, FaultKind, Held, Marks, Outcome, Verdict, say
from examiner.model.marks import HeldCell
from examiner.reports.class_page import class_html

SECRET = "STAFF-ONLY-7421"  # as in conftest


def words(node):
    return " ".join(node.get_text(" ").split())


@pytest.fixture
def reports(tools):
    """Three graded students (one fully), one rejected, one fault."""
    done = tools["finished"](tools["report"]("bo"))
    tasks = tuple(
        replace(
            task,
            score=task.max_score,
            checks=tuple(replace(check, outcome=Outcome.PASSED, points=check.max_points) for check in task.checks),
        )
        for task in done.tasks
    )
    best = replace(done, student="王小明", tasks=tasks, score=40.0)
    return [
        tools["report"]("ada"),
        done,
        best,
        tools["report"]("zoe", outcome=Verdict.REJECTED, tasks=(), reason=say("不是 JSON", "not JSON at line 3")),
        tools["report"](
            "yuri",
            outcome=Verdict.FAULT,
            tasks=(),
            fault=Fault(FaultKind.FORK_SERVER, "the fork server did not answer"),
        ),
    ]


@pytest.fixture
def page(reports):
    return BeautifulSoup(class_html(map(Marks.of, reports), "hw1"), "html.parser")


def section(page, name):
    return page.find(attrs={"aria-labelledby": name})


def test_submissions_are_counted_by_outcome(page):
    counts = [words(item) for item in section(page, "submissions").find_all("li")]
    assert [count.split()[0] for count in counts] == ["3", "1", "1", "5"]
    assert "Could not be read" in counts[1] and "Fault in grading" in counts[2]


def test_the_distribution_has_its_numbers_as_text(page):
    text = words(section(page, "distribution"))
    # The essay is marked by hand, so the machine's part is out of 33; ada's fault leaves her out.
    assert "2 submissions, out of 33: mean 25.75, median 25.75, lowest 18.5, highest 33." in text
    rows = [words(row) for row in section(page, "distribution").tbody.find_all("tr")]
    assert rows[0] == "90–100 % 1" and rows[4] == "50–<60 % 1" and rows[9] == "0–<10 % 0"
    assert all(bar["aria-hidden"] == "true" for bar in page.find_all(class_="bar"))


def test_each_task_has_its_statistics(page, reports):
    rows = section(page, "by-task").tbody.find_all("tr")
    assert len(rows) == len(reports[0].tasks)
    cells = [words(cell) for cell in rows[0].find_all("td")]
    assert cells[:8] == ["8", "3", "6.67", "6", "1", "0", "83 %", "–"]
    assert "too few students to tell" in cells[8]
    assert "Binary cross-entropy" in words(rows[0].th) and rows[0].th["scope"] == "row"


def test_the_checks_most_students_fail_name_the_students(page):
    first = section(page, "struggles").ol.li
    assert "2 / 3" in words(first)
    assert first.details.p.text == "ada, bo"
    assert "Stable at logits of ±1000" in words(section(page, "struggles"))


def test_what_waits_for_a_person_is_listed_with_details_for_staff(page):
    waiting = section(page, "waiting")
    kinds = [words(heading) for heading in waiting.find_all("h3")]
    assert ["Fault in grading" in kinds[0], "Fault in a grader" in kinds[1], "Could not be read" in kinds[2]] == [
        True
    ] * 3
    assert "by hand" in kinds[3]
    text = words(waiting)
    assert "yuri the fork server did not answer" in text and "not JSON at line 3" in text
    assert SECRET in waiting.find("details").text and "test_convexity" in waiting.find("details").text


def test_every_student_stands_in_the_table_with_every_task(page):
    rows = section(page, "everyone").tbody.find_all("tr")
    assert [words(row.th) for row in rows] == ["ada", "bo", "王小明"]
    ada = [words(cell) for cell in rows[0].find_all("td")]
    assert ada[:5] == ["13.5 / 28", "6", "4", "3.5", "0"]
    assert "未評 fault" in ada[5] and "by hand" in ada[6]
    assert words(rows[2].td) == "40 / 40"


def test_grading_without_isolation_is_shown_at_the_top(reports):
    reports[1] = replace(reports[1], boxed=False)
    page = BeautifulSoup(class_html(map(Marks.of, reports), "hw1"), "html.parser")
    assert "graded without isolation: 1" in words(page.find(class_="warning"))
    assert page.main.find(True)["class"] == ["warning"]


def test_nothing_is_warned_of_where_all_were_isolated(page):
    assert page.find(class_="warning") is None


@pytest.mark.parametrize("number", [0, 1])
def test_a_class_without_scores_has_a_page(reports, number):
    page = BeautifulSoup(class_html(map(Marks.of, reports[3 : 3 + number]), "hw1"), "html.parser")
    assert page.h1.text == "hw1"
    assert ("no submissions yet" in words(page)) is (number == 0)


def test_one_language_is_shown_alone(reports):
    english = [replace(report, languages=("en",)) for report in reports]
    text = words(BeautifulSoup(class_html(map(Marks.of, english), "hw1"), "html.parser").body)
    assert "Binary cross-entropy" in text and "二元" not in text and "得分" not in text
    chinese = [replace(report, languages=("zh-TW",)) for report in reports]
    text = words(BeautifulSoup(class_html(map(Marks.of, chinese), "hw1"), "html.parser").body)
    assert "二元交叉熵" in text and "Binary" not in text and "Score" not in text


def test_a_class_of_five_hundred_is_reported_in_seconds(tools):
    import time

    start = time.process_time()
    html = class_html(map(Marks.of, [tools["report"](f"s{number:03}") for number in range(500)]), "hw1")
    assert html.count('<th scope="row"') >= 500
    assert time.process_time() - start < 10


def test_marks_by_hand_count_and_lateness_and_who_is_missing_are_shown(reports):
    essay = reports[0].tasks[-1].key
    held = Held({essay: HeldCell(hand=6.0)}, seconds_late=3600.0, penalty=1.5)
    marks = [Marks.of(reports[0], held), *map(Marks.of, reports[1:])]
    page = BeautifulSoup(class_html(marks, "hw1", ["mei", "tom"]), "html.parser")
    ada = [words(cell) for cell in section(page, "everyone").tbody.tr.find_all("td")]
    assert ada[:2] == ["18 / 35", "1 小時 / 1 h −1.5"] and ada[-1] == "6"
    assert "Waits for marking by hand" not in words(section(page, "waiting"))
    assert "Handed nothing in (2): mei , tom" in words(section(page, "submissions"))
    assert "out of 40" in words(section(page, "distribution"))


def test_a_mark_whose_answer_changed_waits_for_a_person(reports):
    essay = reports[0].tasks[-1].key
    marks = [Marks.of(reports[0], Held({essay: HeldCell(hand=6.0, waits=True)})), *map(Marks.of, reports[1:])]
    page = BeautifulSoup(class_html(marks, "hw1"), "html.parser")
    assert "Waits for marking by hand" in words(section(page, "waiting"))


def test_staff_read_how_many_asserts_were_compared_and_whose_answers_keep_some_from_it(reports):
    first, *others = reports
    assert "carried out again" not in class_html(map(Marks.of, reports), "hw1")
    (task, *tasks), counts = first.tasks, CrossCheck(compared=7, not_comparable=3, disagreed=1, only_on_master=2)
    checks = (replace(task.checks[0], crosscheck=counts), *task.checks[1:])
    looked = replace(first, tasks=(replace(task, checks=checks), *tasks))
    text = words(BeautifulSoup(class_html(map(Marks.of, [looked, *others]), "hw1"), "html.parser"))
    assert "7 compared, 3 not comparable, 1 disagreed" in text
    assert "2 of them can be compared with the master's answers" in text and "Read what they handed in: ada" in text


def test_staff_read_what_students_were_told_about_their_cells(reports):
    restored = say("已還原：<b>", "restored: <b>")
    noted = [replace(report, notes=(restored,)) for report in reports[:2]]
    without = [replace(report, notes=()) for report in reports]
    page = BeautifulSoup(class_html(map(Marks.of, [*noted, *without[2:]]), "hw1"), "html.parser")
    (row,) = page.find("h2", id="told").find_parent("section").find("tbody").find_all("tr")
    assert "restored: <b>" in row.th.text
    assert [cell.text for cell in row.find_all("bdi")] == sorted(report.student for report in noted)
    assert BeautifulSoup(class_html(map(Marks.of, without), "hw1"), "html.parser").find(id="told") is None
