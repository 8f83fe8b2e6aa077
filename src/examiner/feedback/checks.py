"""The checks of a task as a student sees them: each error once, and none where nothing was answered."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from msgspec.structs import replace

from examiner.feedback.own_line import OwnLine, own_line
from examiner.model import Check, Outcome, Task, TaskMarks, Text
from examiner.pages.states import task_state
from examiner.pages.text import CutText, brief, cut, plain, titled

TRACEBACK_CHARACTERS = 8_000
_EXPLAINED = (Outcome.RAISED, Outcome.TIMED_OUT, Outcome.CRASHED, Outcome.SKIPPED)


@dataclasses.dataclass(frozen=True, slots=True)
class CheckView:
    """What a student sees of a check: never ``Check.detail``, and of a fault only that it was one."""

    title: Text
    outcome: str
    points: float | None
    max_points: float
    explanation: str  # a word of the page, or nothing
    message: Text | None = None
    hint: Text | None = None
    traceback: CutText | None = None
    line: OwnLine | None = None  # that it stopped at


def shown_state(task: TaskMarks) -> str:
    """Return how a task stands: as :func:`task_state` says, or ``unanswered``."""
    state = task_state(task)
    return "unanswered" if state == "none" and not task.task.answered else state


def check_views(task: Task, state: str = "") -> tuple[CheckView, ...]:
    """Return what the student may see of a task's checks.

    Parameters
    ----------
    task : Task
        As it was graded.
    state : str
        How it stands; of one that is ``unanswered`` nothing more is to be said.
    """
    if state == "unanswered":
        return tuple(map(_unanswered, task.checks))
    told = str(task.answer_error or "")
    views = [
        check_view(replace(check, traceback="") if check.traceback.strip() in told else check) for check in task.checks
    ]
    return _once(views)


def check_view(check: Check) -> CheckView:
    """Return what the student may see of a check."""
    title = titled(check.title, check.name)
    outcome = check.outcome.value
    if check.outcome is Outcome.FAULT:
        return CheckView(title, outcome, None, check.max_points, "fault_line")
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
        traceback=traceback_view(check.traceback),
        line=own_line(check.traceback),
    )


def traceback_view(text: str) -> CutText | None:
    """Return a traceback of a size that can be shown, None for none."""
    return cut(plain(text), TRACEBACK_CHARACTERS) if text.strip() else None


def _unanswered(check: Check) -> CheckView:
    view = check_view(check)
    if check.outcome in (Outcome.PASSED, Outcome.FAULT):
        return view
    return dataclasses.replace(
        view, outcome="unanswered", explanation="", message=None, hint=None, traceback=None, line=None
    )


def _once(views: Sequence[CheckView]) -> tuple[CheckView, ...]:
    """Return checks of which only the first tells an error that several ended with."""
    told: list[CheckView] = []
    found = []
    for view in views:
        error = view.outcome in _EXPLAINED and view.message is not None
        if error and any(_same_error(view, other) for other in told):
            view = dataclasses.replace(view, message=None, traceback=None, line=None, explanation="same_error")
        elif error:
            told.append(view)
        found.append(view)
    return tuple(found)


def _same_error(view: CheckView, other: CheckView) -> bool:
    return (view.message, view.traceback) == (other.message, other.traceback)
