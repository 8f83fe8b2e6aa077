"""Turns checks of a finished report into faults, when more than the one submission shows that they are."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace
from nbformat import NotebookNode

from examiner.feedback.tables import with_result_tables
from examiner.grading.messages import GRADERS_PROBLEM
from examiner.model import Check, Outcome, Report, Task, TaskKey
from examiner.pipeline.grading import Graded, with_tasks

Faulty = Mapping[tuple[TaskKey, str], str]  # by task and check: why, for staff


def blamed(graded: Graded, faulty: Faulty) -> Graded:
    """Return a result in which these checks, where they were not passed, are faults: their tasks' points wait.

    Parameters
    ----------
    graded : Graded
        A report and its notebooks.
    faulty : mapping
        Which checks, and what staff read of why.
    """
    tasks = tuple(_task(task, faulty) for task in graded.report.tasks)
    if tasks == graded.report.tasks:
        return graded
    report = replace(with_tasks(graded.report, tasks), cached=False)
    return Graded(report, _with_tables(report, graded.notebooks))


def _task(task: Task, faulty: Faulty) -> Task:
    if task.manual or task.score is None:
        return task
    checks = tuple(_check(check, faulty.get((task.key, check.name))) for check in task.checks)
    return task if checks == task.checks else replace(task, checks=checks, score=None)


def _check(check: Check, why: str | None) -> Check:
    if why is None or check.outcome is Outcome.PASSED:
        return check
    detail = f"{why}\n\n{check.detail}".strip()
    return replace(check, outcome=Outcome.FAULT, points=0.0, message=GRADERS_PROBLEM, hint=None, detail=detail)


def _with_tables(report: Report, notebooks: Mapping[str, NotebookNode]) -> dict[str, NotebookNode]:
    """Return the executed notebooks with the result tables of the report as it is now."""
    return {
        name: with_result_tables(
            notebook, {task.grade_id: task for task in report.tasks if task.notebook == name}, report.languages
        )
        for name, notebook in notebooks.items()
    }
