"""The tasks of a submission as a student sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from examiner.feedback.checks import CheckView, check_views, shown_state, traceback_view
from examiner.feedback.outputs import TaskOutputs
from examiner.feedback.own_line import OwnLine, own_line
from examiner.model import Marks, Outcome, TaskKey, TaskMarks, Text
from examiner.model.marks import add_up
from examiner.model.rulings import Standing
from examiner.pages.text import CutText, brief, joined, shown_languages, titled
from examiner.pages.words import NO_RESPONSE, WORDS

ANCHOR_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class TaskView:
    """What a student sees of a task."""

    key: TaskKey
    anchor: str
    title: Text
    state: str
    score: float | None
    max_score: float
    lost: float  # points; 0 of what nobody has judged, and of what does not count
    checks: tuple[CheckView, ...]
    passed: int
    judged: int  # checks
    answer_error: CutText | None
    answer_line: OwnLine | None  # that it stopped at
    outputs: TaskOutputs
    hand: float | None  # given by a person
    machine: float | None  # None, too, where no points count: what the gradebook has may be of another answer
    extra: float
    comments: tuple[Text, ...]
    ruling: str  # a word of the page, or nothing


def task_views(
    marks: Marks, outputs: Mapping[TaskKey, TaskOutputs], tasks: Iterable[tuple[int, TaskMarks]] | None = None
) -> list[TaskView]:
    """Return what the student sees of each task.

    Parameters
    ----------
    marks : Marks
        What the submission is worth.
    outputs : mapping
        What the cells of a task printed and drew.
    tasks : iterable of (int, TaskMarks), optional
        Which of them, each with its number among all; default: all.
    """
    languages = marks.report.languages
    shown = enumerate(marks.tasks, start=1) if tasks is None else tasks
    return [_task_view(number, task, outputs, languages) for number, task in shown]


def anchor(key: TaskKey, number: int) -> str:
    """Return the id of a task's section, made of its key with characters that an id and a link may hold.

    The number stands for a key that is too long.
    """
    name = "/".join(quote(part, safe="", errors="replace") for part in key)
    return f"task-{name if len(name) <= ANCHOR_CHARACTERS else number}"


def comments_shown(said: Iterable[str]) -> tuple[Text, ...]:
    """Return what was said about an answer; nbgrader's own words for one that was left blank in both languages."""
    texts = (WORDS["no_response"] if one == NO_RESPONSE else brief(Text.optional(one)) for one in said)
    return tuple(text for text in texts if text is not None)


def _task_view(
    number: int, task: TaskMarks, outputs: Mapping[TaskKey, TaskOutputs], languages: Iterable[str]
) -> TaskView:
    found = task.task
    state = shown_state(task)
    told = found.answer_error if state != "unanswered" else None
    error = joined(told.shown(shown_languages(languages))) if told is not None else ""
    return TaskView(
        key=task.key,
        anchor=anchor(task.key, number),
        title=titled(task.title, found.task),
        state=state,
        score=task.score,
        max_score=found.max_score,
        lost=0.0 if task.score is None else max(0.0, add_up((task.max_score, -task.score))),
        checks=check_views(found, state),
        passed=sum(check.outcome is Outcome.PASSED for check in found.checks),
        judged=sum(check.outcome is not Outcome.FAULT for check in found.checks),
        answer_error=traceback_view(error),
        answer_line=own_line(error),
        outputs=outputs.get(task.key, TaskOutputs()),
        hand=task.hand,
        machine=task.machine if task.score is not None else None,
        extra=task.extra if task.score is not None else 0.0,
        comments=comments_shown(c for c in task.comments if state != "unanswered" or c != NO_RESPONSE),
        ruling=f"{task.standing}_line" if task.standing is not Standing.COUNTS else "",
    )
