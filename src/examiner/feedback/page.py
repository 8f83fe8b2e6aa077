"""The page that a student reads: one self-contained HTML file made from marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from nbformat import NotebookNode

from examiner.feedback.outputs import TaskOutputs, outputs_by_task
from examiner.model import Check, Marks, Outcome, TaskKey, TaskMarks, Text, Verdict
from examiner.model.rulings import Standing
from examiner.pages.render import render
from examiner.pages.states import task_state
from examiner.pages.text import CutText, brief, cut, duration, joined, name, plain, shown_languages, titled
from examiner.pages.words import NO_RESPONSE, WORDS

TRACEBACK_CHARACTERS = 8_000
ANCHOR_CHARACTERS = 200

_EXPLAINED = (Outcome.RAISED, Outcome.TIMED_OUT, Outcome.CRASHED, Outcome.SKIPPED)


@dataclass(frozen=True, slots=True)
class CheckView:
    """What a student sees of a check: never ``Check.detail``, and of a fault only that it was one."""

    title: Text
    outcome: str
    points: float | None
    max_points: float
    explanation: str  # a word of the page, or nothing
    message: Text | None
    hint: Text | None
    traceback: CutText | None


@dataclass(frozen=True, slots=True)
class TaskView:
    """What a student sees of a task."""

    anchor: str
    title: Text
    state: str
    score: float | None
    max_score: float
    checks: tuple[CheckView, ...]
    answer_error: CutText | None
    outputs: TaskOutputs
    hand: float | None  # given by a person
    machine: float | None
    extra: float
    comments: tuple[Text, ...]
    ruling: str  # a word of the page, or nothing


def student_html(marks: Marks, notebooks: Mapping[str, NotebookNode] | None = None) -> str:
    """Return the feedback page of one submission.

    Parameters
    ----------
    marks : Marks
        What it is worth now. Its report's ``languages`` are the page's.
    notebooks : mapping of str to NotebookNode, optional
        The executed notebooks by name, for the outputs of each task's cells.

    Returns
    -------
    str
        A whole HTML document: no script, nothing fetched, every text escaped.
    """
    report, held = marks.report, marks.held
    graded = report.outcome is Verdict.GRADED
    outputs = outputs_by_task(notebooks or {}, report) if graded else {}
    languages = shown_languages(report.languages)
    return render(
        "student.html.j2",
        report.languages,
        student=name(report.student),
        assignment=name(report.assignment),
        timestamp=name(report.timestamp or ""),
        boxed=report.boxed,
        verdict=report.outcome.value,
        due=f"{held.due:%Y-%m-%d %H:%M} UTC" if held.due is not None else "",
        late=duration(held.seconds_late) if graded and held.seconds_late > 0 else None,
        extended=duration(held.extension) if held.extension > 0 else None,
        excused=marks.excused or bool(marks.tasks and not any(task.counts for task in marks.tasks)),
        total=marks.sums,
        counts=marks.score,
        penalty=marks.penalty,
        kept=marks.kept,
        comments=_comments(marks.comments),
        tasks=[_task_view(number, task, outputs, languages) for number, task in enumerate(marks.tasks, start=1)],
        notes=[note for note in map(brief, report.notes) if note is not None],
        reason=brief(report.reason) if report.outcome is Verdict.REJECTED else None,
    )


def anchor(key: TaskKey, number: int) -> str:
    """Return the id of a task's section, made of its key with characters that an id and a link may hold.

    The number stands for a key that is too long.
    """
    name = "/".join(quote(part, safe="", errors="replace") for part in key)
    return f"task-{name if len(name) <= ANCHOR_CHARACTERS else number}"


def _comments(said: Iterable[str]) -> tuple[Text, ...]:
    """Return what was said about an answer; nbgrader's own words for one that was left blank in both languages."""
    texts = (WORDS["no_response"] if one == NO_RESPONSE else brief(Text.optional(one)) for one in said)
    return tuple(text for text in texts if text is not None)


def _task_view(
    number: int, task: TaskMarks, outputs: Mapping[TaskKey, TaskOutputs], languages: Iterable[str]
) -> TaskView:
    found = task.task
    error = joined(found.answer_error.shown(languages)) if found.answer_error is not None else ""
    return TaskView(
        anchor=anchor(task.key, number),
        title=titled(task.title, found.task),
        state=task_state(task),
        score=task.score,
        max_score=found.max_score,
        checks=tuple(check_view(check) for check in task.checks),
        answer_error=_traceback(error),
        outputs=outputs.get(task.key, TaskOutputs()),
        hand=task.hand,
        machine=task.machine,
        extra=task.extra if task.score is not None else 0.0,
        comments=_comments(task.comments),
        ruling=f"{task.standing}_line" if task.standing is not Standing.COUNTS else "",
    )


def check_view(check: Check) -> CheckView:
    """Return what the student may see of a check."""
    title = titled(check.title, check.name)
    outcome = check.outcome.value
    if check.outcome is Outcome.FAULT:
        return CheckView(title, outcome, None, check.max_points, "fault_line", None, None, None)
    message = brief(check.message)
    explained = check.outcome in _EXPLAINED and message is None
    return CheckView(
        title=title,
        outcome=outcome,
        points=check.points,
        max_points=check.max_points,
        explanation=f"{outcome}_line" if explained else "",
        message=message,
        hint=brief(check.hint),
        traceback=_traceback(check.traceback),
    )


def _traceback(text: str) -> CutText | None:
    return cut(plain(text), TRACEBACK_CHARACTERS) if text.strip() else None
