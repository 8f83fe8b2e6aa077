"""What counted for a submission, one report after the other, and what each of them changed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from examiner.batch.causes import Causes
from examiner.course.history import read_history
from examiner.course.layout import Course
from examiner.model import Marks, Report
from examiner.model.regrading import HistoryLine, student_change


def past(course: Course, student: str, assignment: str) -> Iterator[HistoryLine]:
    """Yield what is known of each report of a submission, the oldest first; the points are the machine's.

    Raises
    ------
    CourseError
        If the log cannot be read; the text names file and line.
    """
    causes = Causes(course)
    former: Report | None = None
    for entry in read_history(course, student, assignment):
        report, old = entry.report, former
        before = Marks.of(old) if old is not None else None
        why = partial(causes.between, old, report)
        change = student_change(before, Marks.of(report), why) if old is not None else None
        yield HistoryLine(
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
        former = report
