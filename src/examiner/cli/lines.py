"""What ``examiner grade --json`` prints: one object a line, of types declared here.

Sentences stand as strings, in all languages, where they always stood, for the programs that read them there; ``texts``
holds the same ones by language.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC

import msgspec

from examiner.model import Check, CrossCheck, Fault, Marks, Outcome, TaskMarks, Text, Verdict
from examiner.model.rulings import Change, Kind, Ruling, Standing, Voided

SCHEMA_VERSION = 3  # 2 knew no rulings; 1 did not name it, and had no notebooks and no texts
RULING_VERSION = 1


class CheckTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check's sentences by language."""

    title: Text
    message: Text | None
    hint: Text | None


class CheckLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check, without what is for staff only."""

    name: str
    title: str
    outcome: Outcome
    points: float
    max_points: float
    message: str
    hint: str
    texts: CheckTexts

    @classmethod
    def of(cls, check: Check) -> CheckLine:
        """Return the line's part on a check."""
        return cls(
            name=check.name,
            title=str(check.title),
            outcome=check.outcome,
            points=check.points,
            max_points=check.max_points,
            message=_string(check.message),
            hint=_string(check.hint),
            texts=CheckTexts(check.title, check.message, check.hint),
        )


class TaskTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A task's sentences by language."""

    title: Text


class MarkLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What counts for a task now, as the gradebook has it."""

    score: float | None  # that counts, extra credit included; null: nobody has judged it, or it does not count
    max_score: float  # that counts: 0 where it does not
    standing: Standing  # how it counts: as usual, or what staff have ruled
    machine: float | None
    hand: float | None
    extra_credit: float
    waits: bool  # for a person
    comments: tuple[str, ...]

    @classmethod
    def of(cls, task: TaskMarks) -> MarkLine:
        """Return the line's part on what counts for a task."""
        return cls(
            score=task.score,
            max_score=task.max_score,
            standing=task.standing,
            machine=task.machine,
            hand=task.hand,
            extra_credit=task.extra,
            waits=task.waits,
            comments=task.comments,
        )


class TaskLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A task with its checks."""

    notebook: str
    task: str
    grade_id: str
    title: str
    score: float | None
    max_score: float
    manual: bool
    checks: tuple[CheckLine, ...]
    texts: TaskTexts
    mark: MarkLine

    @classmethod
    def of(cls, marked: TaskMarks) -> TaskLine:
        """Return the line's part on a task."""
        task = marked.task
        return cls(
            notebook=task.notebook,
            task=task.task,
            grade_id=task.grade_id,
            title=str(task.title),
            score=task.score,
            max_score=task.max_score,
            manual=task.manual,
            checks=tuple(CheckLine.of(check) for check in task.checks),
            texts=TaskTexts(task.title),
            mark=MarkLine.of(marked),
        )


class GradeTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A submission's sentences by language."""

    reason: Text | None
    notes: tuple[Text, ...]


class MarksLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What counts for a submission now, as the gradebook has it."""

    score: float | None  # of what is judged, without the penalty
    judged: float  # points that could be earned there
    pending: float  # points that nobody has judged yet
    max_score: float
    penalty: float  # for coming late
    seconds_late: float
    due: str | None  # ISO 8601, an extension included
    extension_seconds: float  # by which it was due later than for the class
    excused: bool  # nothing of it counts
    former_score: float | None  # what counted before this run
    comments: tuple[str, ...]  # that belong to no task

    @classmethod
    def of(cls, marks: Marks, former: float | None) -> MarksLine:
        """Return the line's part on what counts."""
        sums, due = marks.sums, marks.held.due
        return cls(
            score=marks.score,
            judged=sums.judged,
            pending=sums.pending,
            max_score=sums.max_score,
            penalty=marks.penalty,
            seconds_late=marks.held.seconds_late,
            due=due.replace(tzinfo=UTC).isoformat() if due is not None else None,
            extension_seconds=marks.held.extension,
            excused=marks.excused,
            former_score=former,
            comments=marks.comments,
        )


class GradeLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One submission, as ``examiner grade --json`` prints it."""

    schema_version: int = SCHEMA_VERSION
    student: str
    assignment: str
    cached: bool
    outcome: Verdict
    score: float | None
    max_score: float
    seconds: float
    cpu_seconds: float
    reason: str  # why it was rejected or could not be judged
    fault: Fault | None
    notes: tuple[str, ...]
    texts: GradeTexts
    boxed: bool
    tests_inside: bool
    crosscheck: CrossCheck | None  # of all its tasks; None where graders judged
    tasks: tuple[TaskLine, ...]
    marks: MarksLine

    @classmethod
    def of(cls, marks: Marks, former: float | None = None) -> GradeLine:
        """Return the line on a submission, of which ``former`` points counted before."""
        report = marks.report
        return cls(
            student=report.student,
            assignment=report.assignment,
            outcome=report.outcome,
            score=report.score,
            max_score=report.max_score,
            seconds=report.seconds,
            cpu_seconds=report.cpu_seconds,
            cached=report.cached,
            reason=report.fault.detail if report.fault is not None else _string(report.reason),
            fault=report.fault,
            notes=tuple(str(note) for note in report.notes),
            texts=GradeTexts(report.reason, report.notes),
            boxed=report.boxed,
            tests_inside=report.tests_inside,
            crosscheck=report.crosscheck,
            tasks=tuple(map(TaskLine.of, marks.tasks)),
            marks=MarksLine.of(marks, former),
        )


class ChangeLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What counts for a student before a ruling and after; null: nothing."""

    student: str
    before: float | None
    after: float | None


class RulingLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One ruling, as ``examiner extend | excuse | void --json`` prints it."""

    schema_version: int = RULING_VERSION
    kind: Kind
    assignment: str
    student: str  # empty: everybody
    notebook: str
    grade_id: str  # empty: the whole assignment
    until: str  # of an extension: ISO 8601; empty: it is ``seconds`` after the class's due date
    seconds: float
    points: Voided | None  # of a voided task
    undone: bool
    group: str  # that the student was named by
    who: str
    when: str
    why: str
    changed: bool  # false: it was so already, or is listed
    dry_run: bool
    changes: tuple[ChangeLine, ...]  # the student's marks, or those of everybody

    @classmethod
    def of(
        cls, ruling: Ruling, *, changed: bool = False, dry_run: bool = False, changes: Iterable[Change] = ()
    ) -> RulingLine:
        """Return the line on a ruling and whose marks it changes."""
        own = (one for one in changes if ruling.student in ("", one.student))
        fields = {name: getattr(ruling, name) for name in ruling.__struct_fields__ if name != "schema_version"}
        lines = tuple(ChangeLine(one.student, one.before, one.after) for one in own)
        return cls(**fields, changed=changed, dry_run=dry_run, changes=lines)


def _string(text: Text | None) -> str:
    return "" if text is None else str(text)


class CollectLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ``examiner collect --json`` says of one file."""

    path: str
    student: str | None  # nobody knows whose it is; of a group all, with commas
    taken: bool
    reason: str


class ExportLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ``examiner export --json`` says of the file that it has written."""

    path: str
    to: str
    assignments: tuple[str, ...]
    students: int
    waiting: int  # marks that a person or grading must still give
    notes: tuple[str, ...]  # what a person should know
