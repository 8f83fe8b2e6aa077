"""The page that a student reads: one self-contained HTML file made from marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from nbformat import NotebookNode

from examiner.feedback.earlier import changes_since
from examiner.feedback.losses import losses, next_of
from examiner.feedback.outputs import outputs_by_task
from examiner.feedback.tasks import TaskView, comments_shown, task_views
from examiner.model import Held, Marks, Report, TaskMarks, Verdict
from examiner.pages.render import render
from examiner.pages.text import brief, duration, name


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


def student_html(
    marks: Marks,
    notebooks: Mapping[str, NotebookNode] | None = None,
    pages: Pages = ONLY,
    former: Report | None = None,
) -> str:
    """Return the feedback page of one submission, or of one of its notebooks: no script, every text escaped.

    Parameters
    ----------
    marks : Marks
        What it is worth now. Its report's ``languages`` are the page's.
    notebooks : mapping of str to NotebookNode, optional
        The executed notebooks by name, for the outputs of each task's cells.
    pages : Pages
        Which of several notebooks the page is on.
    former : Report, optional
        The result before this one, to say what has changed.
    """
    report = marks.report
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
        **_dates(marks.held, graded),
        **_points(marks),
        comments=comments_shown(marks.comments),
        **_tasks(task_views(marks, outputs, pages.tasks(marks)), report),
        changes=changes_since(former, report, (task for _, task in pages.tasks(marks))),
        **pages.told(),
        notes=[note for note in map(brief, report.notes) if note is not None],
        reason=brief(report.reason) if report.outcome is Verdict.REJECTED else None,
    )


def _dates(held: Held, graded: bool) -> dict[str, Any]:
    """Return when it was due, and how late it came."""
    return {
        "due": f"{held.due:%Y-%m-%d %H:%M} UTC" if held.due is not None else "",
        "late": duration(held.seconds_late) if graded and held.seconds_late > 0 else None,
        "extended": duration(held.extension) if held.extension > 0 else None,
    }


def _points(marks: Marks) -> dict[str, Any]:
    """Return what it is worth."""
    return {
        "excused": marks.excused or bool(marks.tasks and not any(task.counts for task in marks.tasks)),
        "total": marks.sums,
        "counts": marks.score,
        "penalty": marks.penalty,
        "kept": marks.kept,
    }


def _tasks(tasks: Sequence[TaskView], report: Report) -> dict[str, Any]:
    """Return the tasks, and where points were lost in them."""
    lost = losses(tasks)
    word = "open_checks" if report.tests_inside else "hidden_checks"
    return {"tasks": tasks, "checks_word": word, "lost": lost, "next": next_of(lost)}
