"""What counted for a submission, one report after the other, and what each of them changed."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from examiner.batch.causes import Causes
from examiner.course.history import HistoryError, read_history
from examiner.course.layout import Course
from examiner.model import Marks, Report
from examiner.model.regrading import HistoryLine, student_change


class Past(NamedTuple):
    """What is known of a submission's reports.

    Parameters
    ----------
    lines : list of HistoryLine
        One for each report, the oldest first; the points are the machine's.
    unread : list of str
        What staff are told of a log or its lines that cannot be read.
    """

    lines: list[HistoryLine]
    unread: list[str]


def past(course: Course, student: str, assignment: str) -> Past:
    """Return what counted for a submission; a log that cannot be read keeps nobody from those of others."""
    causes = Causes(course)
    try:
        found = read_history(course, student, assignment)
    except HistoryError as error:
        return Past([], [str(error)])
    lines = []
    former: Report | None = None
    for entry in found.entries:
        report, old = entry.report, former
        before = Marks.of(old) if old is not None else None
        why = partial(causes.between, old, report)
        change = student_change(before, Marks.of(report), why) if old is not None else None
        line = HistoryLine(
            student=student,
            assignment=assignment,
            when=entry.when,
            who=entry.who,
            why=entry.why,
            outcome=report.outcome,
            score=report.score,
            max_score=report.max_score,
            tasks=change.tasks if change is not None else (),
            cause=why(None),
            key=report.key,
        )
        lines.append(line)
        former = report
    return Past(lines, found.unread)
