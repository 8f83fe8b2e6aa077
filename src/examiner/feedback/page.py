"""The page that a student reads: one self-contained HTML file made from a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nbformat import NotebookNode

from examiner.feedback.outputs import TaskOutputs, outputs_by_task
from examiner.model import Check, Outcome, Report, Task, Verdict
from examiner.pages.render import render
from examiner.pages.states import task_state, total
from examiner.pages.text import CutText, cut, name, plain, short

TRACEBACK_CHARACTERS = 8_000

_EXPLAINED = (Outcome.RAISED, Outcome.TIMED_OUT, Outcome.CRASHED, Outcome.SKIPPED)


@dataclass(frozen=True, slots=True)
class CheckView:
    """What a student sees of a check: never ``Check.detail``, and of a fault only that it was one."""

    title: str
    outcome: str
    points: float | None
    max_points: float
    explanation: str  # a word of the page, or nothing
    message: str
    hint: str
    traceback: CutText | None


@dataclass(frozen=True, slots=True)
class TaskView:
    """What a student sees of a task."""

    anchor: str
    title: str
    state: str
    score: float | None
    max_score: float
    checks: tuple[CheckView, ...]
    answer_error: CutText | None
    outputs: TaskOutputs


def student_html(report: Report, notebook: NotebookNode | None) -> str:
    """Return the feedback page of one submission.

    Parameters
    ----------
    report : Report
        The result of grading. Its ``languages`` are the page's.
    notebook : NotebookNode or None
        The executed notebook, for the outputs of each task's cells.

    Returns
    -------
    str
        A whole HTML document: no script, nothing fetched, every text escaped.
    """
    graded = report.outcome is Verdict.GRADED
    outputs = outputs_by_task(notebook, report) if graded else {}
    tasks = report.tasks if graded else ()
    return render(
        "student.html.j2",
        report.languages,
        student=name(report.student),
        assignment=name(report.assignment),
        timestamp=name(report.timestamp or ""),
        boxed=report.boxed,
        verdict=report.outcome.value,
        total=total(report),
        tasks=[_task_view(number, task, outputs) for number, task in enumerate(tasks, start=1)],
        notes=[short(note) for note in report.notes],
        # What a fault says is for staff: it may quote paths and hidden tests.
        reason=short(report.reason) if report.outcome is Verdict.REJECTED else "",
    )


def _task_view(number: int, task: Task, outputs: Mapping[str, TaskOutputs]) -> TaskView:
    return TaskView(
        anchor=f"task-{number}",
        title=short(task.title or task.task),
        state=task_state(task),
        score=task.score,
        max_score=task.max_score,
        checks=tuple(check_view(check) for check in task.checks),
        answer_error=_traceback(task.answer_error),
        outputs=outputs.get(task.grade_id, TaskOutputs()),
    )


def check_view(check: Check) -> CheckView:
    """Return what the student may see of a check."""
    title = short(check.title or check.name)
    outcome = check.outcome.value
    if check.outcome is Outcome.FAULT:
        return CheckView(title, outcome, None, check.max_points, "fault_line", "", "", None)
    explained = check.outcome in _EXPLAINED and not check.message
    return CheckView(
        title=title,
        outcome=outcome,
        points=check.points,
        max_points=check.max_points,
        explanation=f"{outcome}_line" if explained else "",
        message=short(check.message),
        hint=short(check.hint),
        traceback=_traceback(check.traceback),
    )


def _traceback(text: str) -> CutText | None:
    return cut(plain(text), TRACEBACK_CHARACTERS) if text.strip() else None
