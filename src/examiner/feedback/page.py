"""The page that a student reads: one self-contained HTML file made from marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from nbformat import NotebookNode

from examiner.feedback.checks import CheckView, check_views, shown_state, traceback_view
from examiner.feedback.outputs import TaskOutputs, outputs_by_task
from examiner.model import Marks, TaskKey, TaskMarks, Text, Verdict
from examiner.model.rulings import Standing
from examiner.pages.render import render
from examiner.pages.text import CutText, brief, duration, joined, name, shown_languages, titled
from examiner.pages.words import NO_RESPONSE, WORDS

ANCHOR_CHARACTERS = 200


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


@dataclass(frozen=True, slots=True)
class Pages:
    """Which page it is, where an assignment has several notebooks and each a page of its own.

    Parameters
    ----------
    shown : str
        The notebook whose tasks stand on it; empty: all tasks do.
    others : tuple of str
        The notebooks whose pages lie beside it.
    """

    shown: str = ""
    others: tuple[str, ...] = ()

    def tasks(self, marks: Marks) -> list[tuple[int, TaskMarks]]:
        """Return the tasks that stand on it, each with its number among all."""
        numbered = enumerate(marks.tasks, start=1)
        return [(number, task) for number, task in numbered if self.shown in ("", task.key.notebook)]

    def told(self) -> dict[str, Any]:
        """Return what the page says of it."""
        return {
            "notebook": name(self.shown),
            "others": [(name(other), quote(f"{other}.html")) for other in self.others],
        }


ONLY = Pages()


def student_html(marks: Marks, notebooks: Mapping[str, NotebookNode] | None = None, pages: Pages = ONLY) -> str:
    """Return the feedback page of one submission, or of one of its notebooks: no script, every text escaped.

    Parameters
    ----------
    marks : Marks
        What it is worth now. Its report's ``languages`` are the page's.
    notebooks : mapping of str to NotebookNode, optional
        The executed notebooks by name, for the outputs of each task's cells.
    pages : Pages
        Which of several notebooks the page is on.
    """
    report, held = marks.report, marks.held
    graded = report.outcome is Verdict.GRADED
    outputs = outputs_by_task(notebooks or {}, report) if graded else {}
    return render(
        "student.html.j2",
        report.languages,
        student=name(report.student),
        assignment=name(report.assignment),
        timestamp=name(report.timestamp or ""),
        boxed=report.boxed,
        versions=", ".join(f"{tool} {version}" for tool, version in report.versions.items()),
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
        tasks=[_task_view(number, task, outputs, report.languages) for number, task in pages.tasks(marks)],
        **pages.told(),
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
    state = shown_state(task)
    told = found.answer_error if state != "unanswered" else None
    error = joined(told.shown(shown_languages(languages))) if told is not None else ""
    return TaskView(
        anchor=anchor(task.key, number),
        title=titled(task.title, found.task),
        state=state,
        score=task.score,
        max_score=found.max_score,
        checks=check_views(found, state),
        answer_error=traceback_view(error),
        outputs=outputs.get(task.key, TaskOutputs()),
        hand=task.hand,
        machine=task.machine,
        extra=task.extra if task.score is not None else 0.0,
        comments=_comments(c for c in task.comments if state != "unanswered" or c != NO_RESPONSE),
        ruling=f"{task.standing}_line" if task.standing is not Standing.COUNTS else "",
    )
