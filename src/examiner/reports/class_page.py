"""The page that an instructor reads about a whole class."""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from examiner.model import Outcome, Report, Task, TaskKey, Text, Verdict
from examiner.pages.render import render
from examiner.pages.states import task_state, total
from examiner.pages.text import CutText, brief, cut, name, plain, titled
from examiner.reports import statistics as numbers
from examiner.reports.grader_lines import GraderLine, grader_lines

MOST_FAILED = 12  # checks listed
MOST_LINES = 50  # of graders
MOST_ERRORS = 3  # exceptions of one line
DETAIL_CHARACTERS = 8_000  # of one fault's detail
_TITLE = {"characters": 300, "lines": 6}  # what a title or reason may take in a table


@dataclass(frozen=True, slots=True)
class CellView:
    """One student's result on one task, in the large table."""

    points: float | None
    state: str
    shade: str  # a class of the style sheet


@dataclass(frozen=True, slots=True)
class CaseView:
    """A submission that waits for a person, with what staff need to know."""

    student: str
    titles: tuple[Text, ...]
    reason: Text | None
    details: tuple[CutText, ...]


def class_html(reports: Iterable[Report], assignment: str) -> str:
    """Return the report on one assignment for its instructor.

    Parameters
    ----------
    reports : iterable of Report
        One for each submission. The first one's ``languages`` are the page's.
    assignment : str
        The assignment's name.

    Returns
    -------
    str
        A whole HTML document: no script, nothing fetched, every text escaped. It holds details for staff
        only, so it is not for students.
    """
    reports = sorted(reports, key=lambda report: report.student)
    graded = [report for report in reports if report.outcome is Verdict.GRADED]
    totals = numbers.machine_totals(reports)
    tasks = numbers.tasks_in_order(graded)
    return render(
        "class.html.j2",
        reports[0].languages if reports else ("zh-TW", "en"),
        assignment=name(assignment),
        count=len(reports),
        unboxed=sum(not report.boxed for report in reports),
        tests_inside=any(report.tests_inside for report in reports),
        outcomes=[(verdict.value, count) for verdict, count in numbers.outcome_counts(reports).items()],
        spread=_spread(totals),
        bins=numbers.histogram(totals),
        titles={key: titled(task.title, task.task, **_TITLE) for key, task in tasks.items()},
        tasks=numbers.task_statistics(reports),
        checks=[_check_view(check) for check in numbers.check_statistics(reports)[:MOST_FAILED]],
        cases=_case_views(reports),
        lines=[_line_view(line) for line in grader_lines(reports)[:MOST_LINES]],
        line_titles={
            key: titled(task.title, task.task, **_TITLE) for key, task in numbers.tasks_in_order(reports).items()
        },
        rows=[(name(report.student), total(report), _cells(report, tasks)) for report in graded],
    )


def _spread(totals: Sequence[numbers.MachineTotal]) -> dict[str, Any] | None:
    """Return the mean, median and extremes of the totals, or None without any."""
    if not totals:
        return None
    scores = [one.score for one in totals]
    return {
        "count": len(scores),
        "max": max(one.max_score for one in totals),
        "mean": statistics.fmean(scores),
        "median": statistics.median(scores),
        "low": min(scores),
        "high": max(scores),
    }


def _cells(report: Report, tasks: Mapping[TaskKey, Task]) -> list[CellView | None]:
    """Return a student's results in the order of the columns; None where the report lacks the task."""
    own = {task.key: task for task in report.tasks}
    return [_cell(own[key]) if key in own else None for key in tasks]


def _cell(task: Task) -> CellView:
    state = task_state(task)
    shades = {"full": "s3", "none": "s0", "pending": "sx", "manual": "sx"}
    share = (task.score or 0.0) / task.max_score if task.max_score else 0.0
    return CellView(task.score, state, shades.get(state, "s1" if share < 0.5 else "s2"))


def _check_view(check: numbers.CheckStatistics) -> numbers.CheckStatistics:
    """Return a check with its texts cut to what fits."""
    students = tuple(name(student) for student in check.students)
    return dataclasses.replace(check, title=titled(check.title, check.name, **_TITLE), students=students)


def _line_view(line: GraderLine) -> GraderLine:
    """Return a grader's line with its texts cut to what fits."""
    return dataclasses.replace(
        line,
        check=name(line.check),
        place=name(line.place),
        text=name(line.text),
        errors=tuple(name(error) for error in line.errors[:MOST_ERRORS]),
        students=tuple(name(student) for student in line.students),
    )


def _case_views(reports: Sequence[Report]) -> list[tuple[str, list[CaseView]]]:
    """Return the waiting submissions by kind, the most urgent kind first."""
    found = numbers.cases(reports)
    return [(kind, [_case_view(case) for case in group]) for kind, group in groupby(found, key=lambda case: case.kind)]


def _case_view(case: numbers.Case) -> CaseView:
    details = [
        cut(plain(f"{task.notebook}/{task.grade_id}, {check.name}\n{check.detail}"), DETAIL_CHARACTERS)
        for task in case.tasks
        for check in task.checks
        if check.outcome is Outcome.FAULT and check.detail
    ]
    return CaseView(
        student=name(case.student),
        titles=tuple(titled(task.title, task.task, **_TITLE) for task in case.tasks),
        reason=brief(case.reason),
        details=tuple(details),
    )
