"""The page that an instructor reads about a whole class."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

from examiner.model import Marks, Outcome, Report, TaskKey, TaskMarks, Text, Verdict
from examiner.model.rulings import Ruling
from examiner.pages.render import render
from examiner.pages.states import task_state
from examiner.pages.text import CutText, brief, cut, duration, name, plain, titled
from examiner.reports import statistics as numbers
from examiner.reports.advice import advice
from examiner.reports.attention import attention, times_of
from examiner.reports.errors import ErrorGroup, common_errors
from examiner.reports.figures import spread_of
from examiner.reports.grader_lines import GraderLine, grader_lines
from examiner.reports.notes import told
from examiner.reports.plots import histogram_plot, tasks_plot
from examiner.reports.reliability import alpha_of
from examiner.reports.ruled import ruled
from examiner.reports.since import Moved, Since

MOST_FAILED = 12  # checks listed
MOST_LINES = 50  # of graders, and of notes
MOST_GROUPS = 12  # of errors
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


@dataclass(frozen=True, slots=True)
class RowView:
    """One student's marks, in the large table."""

    student: str
    score: float | None
    judged: float
    late: Text | None
    penalty: float
    cells: list[CellView | None]


def class_html(
    marks: Iterable[Marks],
    assignment: str,
    missing: Sequence[str] = (),
    rulings: Sequence[Ruling] = (),
    since: Since | None = None,
) -> str:
    """Return the report on one assignment for its instructor: a whole HTML document.

    Nothing is fetched, no script runs, every text is escaped. It holds details for staff only: it is not for students.

    Parameters
    ----------
    marks : iterable of Marks
        Those of each submission. The languages of the first one's report are the page's.
    assignment : str
        The assignment's name.
    missing : sequence of str
        The course's students who have handed nothing in.
    rulings : sequence of Ruling
        What staff have ruled on the assignment, and holds.
    since : Since, optional
        What has changed since the report before.
    """
    marks = sorted(marks, key=lambda one: one.student)
    reports = [one.report for one in marks]
    return render(
        "class.html.j2",
        reports[0].languages if reports else ("zh-TW", "en"),
        assignment=name(assignment),
        **_submissions(marks),
        **_numbers(marks),
        **_found(marks, reports),
        missing=list(map(name, missing)),
        **ruled(rulings, _line_titles(reports)),
        **_everyone([one for one in marks if one.outcome is Verdict.GRADED]),
        **_students(marks, since),
    )


def _found(marks: Sequence[Marks], reports: Sequence[Report]) -> dict[str, Any]:
    """Return what waits for a person, which lines of graders raised, and what students were told about their files."""
    return {
        "cases": _case_views(marks),
        "lines": [_line_view(line) for line in grader_lines(reports)[:MOST_LINES]],
        "line_titles": _line_titles(reports),
        "told": [(brief(row.note), list(map(name, row.students))) for row in told(reports)[:MOST_LINES]],
    }


def _submissions(marks: Sequence[Marks]) -> dict[str, Any]:
    """Return how many there are of each kind, and what all readers are warned of."""
    return {
        "count": len(marks),
        "unboxed": sum(not one.report.boxed for one in marks),
        "tests_inside": any(one.report.tests_inside for one in marks),
        "crosscheck": numbers.crosscheck_counts(one.report for one in marks),
        "own_doing": [name(one.student) for one in marks if _keeps_from_comparing(one.report)],
        "outcomes": [(verdict.value, count) for verdict, count in numbers.outcome_counts(marks).items()],
    }


def _keeps_from_comparing(report: Report) -> bool:
    return report.crosscheck is not None and report.crosscheck.only_on_master > 0


def _numbers(marks: Sequence[Marks]) -> dict[str, Any]:
    """Return what the statistics are made of."""
    totals = numbers.complete_totals(marks)
    bins, tasks, every = numbers.histogram(totals), numbers.task_statistics(marks), numbers.check_statistics(marks)
    return {
        "spread": spread_of(totals),
        "alpha": alpha_of(totals),
        "bins": bins,
        "bins_plot": histogram_plot(bins),
        "tasks": [(task, advice(task)) for task in tasks],
        "tasks_plot": tasks_plot(tasks),
        "checks": [_check_view(check) for check in numbers.most_failed(every)[:MOST_FAILED]],
        "every_check": [_check_view(check) for check in every],
        "errors": [_error_view(group) for group in common_errors(marks)[:MOST_GROUPS]],
    }


def _students(marks: Sequence[Marks], since: Since | None) -> dict[str, Any]:
    """Return who needs attention, whose marks changed, and how long grading took."""
    rows, times = attention(marks, since.fell if since is not None else {}), times_of(marks)
    return {
        "attention": [dataclasses.replace(one, student=name(one.student)) for one in rows],
        "times": dataclasses.replace(times, slowest=name(times.slowest)) if times is not None else None,
        "since": _since_view(since) if since is not None else None,
    }


def _everyone(graded: Sequence[Marks]) -> dict[str, Any]:
    """Return what the large table is made of."""
    tasks = numbers.tasks_in_order(graded)
    return {
        "titles": _titles(tasks.values()),
        "rows": [_row(one, tasks) for one in graded],
        "any_late": any(one.held.seconds_late > 0 or one.penalty for one in graded),
    }


def _row(marks: Marks, tasks: Mapping[TaskKey, TaskMarks]) -> RowView:
    late = duration(marks.held.seconds_late) if marks.held.seconds_late > 0 else None
    return RowView(name(marks.student), marks.score, marks.sums.judged, late, marks.penalty, _cells(marks, tasks))


def _cells(marks: Marks, tasks: Mapping[TaskKey, TaskMarks]) -> list[CellView | None]:
    """Return a student's results in the order of the columns; None where the report lacks the task."""
    own = {task.key: task for task in marks.tasks}
    return [_cell(own[key]) if key in own else None for key in tasks]


def _cell(task: TaskMarks) -> CellView:
    state = task_state(task)
    shades = {"full": "s3", "none": "s0", "partial": ""}
    share = (task.score or 0.0) / task.max_score if task.max_score else 0.0
    return CellView(task.score, state, shades.get(state, "sx") or ("s1" if share < 0.5 else "s2"))


def _check_view(check: numbers.CheckStatistics) -> numbers.CheckStatistics:
    """Return a check with its texts cut to what fits."""
    students = tuple(name(student) for student in check.students)
    return dataclasses.replace(check, title=titled(check.title, check.name, **_TITLE), students=students)


def _since_view(since: Since) -> Since:
    """Return what has changed with names that fit a table."""
    came, went = (tuple(map(name, names)) for names in (since.came, since.went))
    moved = tuple(Moved(name(one.student), one.before, one.now) for one in since.moved)
    return Since(since.when, came, went, moved)


def _error_view(group: ErrorGroup) -> ErrorGroup:
    """Return a group of errors with names that fit a table."""
    return dataclasses.replace(group, students=tuple(map(name, group.students)))


def _line_titles(reports: Iterable[Report]) -> dict[TaskKey, Text]:
    return _titles(TaskMarks(task) for report in reports for task in report.tasks)


def _titles(tasks: Iterable[TaskMarks]) -> dict[TaskKey, Text]:
    """Return what tasks are called: with their notebook in front, where there are several."""
    found = {task.key: titled(task.title, task.task.task, **_TITLE) for task in tasks}
    if len({key.notebook for key in found}) < 2:
        return found
    books = {key: name(key.notebook) for key in found}
    return {key: title.mapped(partial("{}: {}".format, books[key])) for key, title in found.items()}


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


def _case_views(marks: Sequence[Marks]) -> list[tuple[str, list[CaseView]]]:
    """Return the waiting submissions by kind, the most urgent kind first."""
    found = numbers.cases(marks)
    return [(kind, [_case_view(case) for case in group]) for kind, group in groupby(found, key=lambda case: case.kind)]


def _case_view(case: numbers.Case) -> CaseView:
    details = [
        cut(plain(f"{'/'.join(task.key)}, {check.name}\n{check.detail}"), DETAIL_CHARACTERS)
        for task in case.tasks
        for check in task.checks
        if check.outcome is Outcome.FAULT and check.detail
    ]
    return CaseView(
        student=name(case.student),
        titles=tuple(titled(task.title, task.task.task, **_TITLE) for task in case.tasks),
        reason=brief(case.reason),
        details=tuple(details),
    )
