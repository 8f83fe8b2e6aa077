"""The feedback of one submission for machines: what its pages say, and nothing that they do not."""

from __future__ import annotations

import msgspec

from examiner.feedback.checks import CheckView
from examiner.feedback.earlier import Changes, TaskChange, changes_since
from examiner.feedback.losses import losses, next_of
from examiner.feedback.own_line import OwnLine
from examiner.feedback.tasks import TaskView, comments_shown, task_views
from examiner.model import Marks, Report, Text, Verdict
from examiner.pages.text import CutText, brief

SCHEMA_VERSION = 1


class LineRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the student's own code."""

    number: int
    source: str


class CheckRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check: by its title, since the name of a test may hold what is hidden."""

    title: Text
    outcome: str  # as in a report, or "unanswered"
    points: float | None  # null: not judged
    max_points: float
    message: Text | None
    hint: Text | None
    line: LineRecord | None  # that it stopped at
    traceback: str

    @classmethod
    def of(cls, check: CheckView) -> CheckRecord:
        """Return what a student is shown of a check."""
        return cls(
            title=check.title,
            outcome=check.outcome,
            points=check.points,
            max_points=check.max_points,
            message=check.message,
            hint=check.hint,
            line=_line(check.line),
            traceback=_whole(check.traceback),
        )


class TaskRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A task."""

    notebook: str
    grade_id: str
    title: Text
    state: str  # full, partial, none, unanswered, pending, manual, excused, void_out or void_full
    score: float | None  # that counts; null: nobody has judged it, or it does not count
    max_score: float
    lost: float
    machine: float | None  # null: as for the score
    hand: float | None
    extra_credit: float
    comments: tuple[Text, ...]
    checks_passed: int
    checks_judged: int
    answer_error: str
    answer_line: LineRecord | None
    checks: tuple[CheckRecord, ...]

    @classmethod
    def of(cls, task: TaskView) -> TaskRecord:
        """Return what a student is shown of a task."""
        return cls(
            notebook=task.key.notebook,
            grade_id=task.key.grade_id,
            title=task.title,
            state=task.state,
            score=task.score,
            max_score=task.max_score,
            lost=task.lost,
            machine=task.machine,
            hand=task.hand,
            extra_credit=task.extra,
            comments=task.comments,
            checks_passed=task.passed,
            checks_judged=task.judged,
            answer_error=_whole(task.answer_error),
            answer_line=_line(task.answer_line),
            checks=tuple(map(CheckRecord.of, task.checks)),
        )


class ChangeRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A task that is other than in the result before."""

    title: Text
    before: float | None
    now: float | None
    passes_now: tuple[Text, ...]
    passes_no_more: tuple[Text, ...]

    @classmethod
    def of(cls, change: TaskChange) -> ChangeRecord:
        """Return what a student is shown of a change."""
        return cls(change.title, change.before, change.now, change.better, change.worse)


class EarlierRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What has changed since the result before."""

    handed_in: str
    same_answers: bool  # they were graded again
    tasks: tuple[ChangeRecord, ...]


class NextRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to look at next."""

    notebook: str
    grade_id: str
    check: Text | None  # null: the whole answer


class FeedbackRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The feedback of one submission, over all its notebooks; without what cells printed and drew."""

    schema_version: int = SCHEMA_VERSION
    student: str
    assignment: str
    outcome: Verdict
    reason: Text | None  # why it was rejected
    handed_in: str
    due: str  # UTC; empty: no due date
    seconds_late: float
    seconds_extended: float
    excused: bool
    score: float | None  # that counts, without the penalty; null: nothing is judged
    judged: float  # points that could be earned in what is judged
    pending: float  # points of what nobody has judged yet
    penalty: float
    comments: tuple[Text, ...]
    notes: tuple[Text, ...]
    tasks: tuple[TaskRecord, ...]
    next: NextRecord | None
    since: EarlierRecord | None

    @classmethod
    def of(cls, marks: Marks, former: Report | None = None) -> FeedbackRecord:
        """Return the record of a submission, and what has changed since its former result."""
        report, held = marks.report, marks.held
        graded, tasks = report.outcome is Verdict.GRADED, task_views(marks, {})
        return cls(
            student=report.student,
            assignment=report.assignment,
            outcome=report.outcome,
            reason=brief(report.reason) if report.outcome is Verdict.REJECTED else None,
            handed_in=report.timestamp or "",
            due=held.due.isoformat() if held.due is not None else "",
            seconds_late=held.seconds_late if graded else 0.0,
            seconds_extended=held.extension,
            excused=marks.excused,
            score=marks.score if graded else None,
            judged=marks.sums.judged if graded else 0.0,
            pending=marks.sums.pending if graded else 0.0,
            penalty=marks.penalty,
            comments=comments_shown(marks.comments),
            notes=tuple(note for note in map(brief, report.notes) if note is not None),
            tasks=tuple(map(TaskRecord.of, tasks)),
            next=_next(tasks),
            since=_since(changes_since(former, report, marks.tasks)),
        )


def _next(tasks: list[TaskView]) -> NextRecord | None:
    found = next_of(losses(tasks))
    if found is None:
        return None
    return NextRecord(*found.task.key, found.check.check.title if found.check is not None else None)


def _since(changes: Changes | None) -> EarlierRecord | None:
    if changes is None:
        return None
    return EarlierRecord(changes.handed_in, changes.same_answers, tuple(map(ChangeRecord.of, changes.tasks)))


def _line(line: OwnLine | None) -> LineRecord | None:
    return None if line is None else LineRecord(line.number, line.source)


def _whole(text: CutText | None) -> str:
    """Return a text that may be cut as one, with a mark where its middle is left out."""
    if text is None:
        return ""
    return f"{text.head}\n[…]\n{text.tail}" if text.removed else text.head
