"""The lines of graders that values of students made raise: what staff read to tell an odd answer from a bad grader."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from examiner.model import Outcome, Report, TaskKey

MOST_ERROR = 200  # characters of an exception
# As pytest prints it.
_ERROR = re.compile(r"^E {1,9}([\w.]{1,200}: .{0,999}|[\w.]{0,200}(?:Error|Exception))$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class GraderLine:
    """One line of a grader that values of students made raise."""

    task: TaskKey
    check: str
    place: str  # file:line
    text: str  # the line itself
    errors: tuple[str, ...]  # which exceptions, the most frequent first
    students: tuple[str, ...]  # who
    waits: bool  # it is taken for a fault of the grader's: the points wait


def grader_lines(reports: Iterable[Report]) -> list[GraderLine]:
    """Return the lines of graders that raised on values of students, those of most students first."""
    found: dict[tuple[TaskKey, str, str], list[tuple[str, str, bool]]] = defaultdict(list)
    for report in reports:
        for task in report.tasks:
            for check in task.checks:
                if check.grader_line:
                    row = (report.student, _error(check.detail), check.outcome is Outcome.FAULT)
                    found[task.key, check.name, check.grader_line].append(row)
    lines = [_line(*key, rows) for key, rows in found.items()]
    return sorted(lines, key=lambda line: (-len(line.students), line.task, line.place))


def _line(task: TaskKey, check: str, line: str, rows: list[tuple[str, str, bool]]) -> GraderLine:
    place, _, text = line.partition(": ")
    errors = [error for _, error, _ in rows if error]
    return GraderLine(
        task=task,
        check=check,
        place=place,
        text=text,
        errors=tuple(sorted(set(errors), key=lambda error: (-errors.count(error), error))),
        students=tuple(sorted({student for student, _, _ in rows})),
        waits=any(waits for _, _, waits in rows),
    )


def _error(detail: str) -> str:
    """Return the exception that a traceback for staff ends with; "" if it tells none."""
    found = _ERROR.findall(detail)
    return str(found[-1])[:MOST_ERROR] if found else ""
