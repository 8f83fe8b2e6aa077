"""Values of several students made one line of a grader raise: that is a fault of the check, not of the students.

One student's odd value is that student's wrong answer. Where a class trips over the same line, the grader expects what
the task does not say, and a person must look: the points of that check wait, for the first of them as for the last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterable, Mapping

from examiner.model import Report, TaskKey
from examiner.pipeline import Graded
from examiner.pipeline.faults import blamed

Line = tuple[TaskKey, str, str]  # task, check, the grader's line


def lines_of(report: Report) -> list[Line]:
    """Return the grader's lines that a student's values made raise."""
    return [
        (task.key, check.name, check.grader_line) for task in report.tasks for check in task.checks if check.grader_line
    ]


def students_by_line(reports: Iterable[Report]) -> Mapping[Line, set[str]]:
    """Return who made which line raise."""
    found: dict[Line, set[str]] = defaultdict(set)
    for report in reports:
        for line in lines_of(report):
            found[line].add(report.student)
    return found


def settled(results: Iterable[Graded], others: Iterable[Report], least: int) -> Generator[Graded, None, None]:
    """Yield results, last those in which a grader's line raised, once it is known how many students share it.

    Parameters
    ----------
    results : iterable of Graded
        Of this run.
    others : iterable of Report
        Stored ones of students who are not in this run; they count, and are left as they are.
    least : int
        Students from whom on a line is a fault; 0: never.
    """
    held = []
    for graded in results:
        if least and lines_of(graded.report):
            held.append(graded)
        else:
            yield graded
    if not held:
        return
    shared = students_by_line([*others, *(graded.report for graded in held)])
    for graded in held:
        faulty = {
            (key, check): f"{len(shared[key, check, line])} students' values made this line raise: {line}"
            for key, check, line in lines_of(graded.report)
            if len(shared[key, check, line]) >= least
        }
        yield blamed(graded, faulty)
