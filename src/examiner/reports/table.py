"""The class report's figures as a table for spreadsheets: a row for each task, and one for each of its checks."""

from __future__ import annotations

import csv
import io

from examiner.pages.text import harmless
from examiner.reports.figures import ClassFigures

COLUMNS = (
    *("notebook", "task", "check", "title", "max_points", "judged", "mean", "median", "full", "zero"),
    *("difficulty", "correlation", "passed", "pass_rate"),
)


def class_csv(figures: ClassFigures) -> str:
    """Return the figures as CSV, with the mark at its beginning that a spreadsheet needs to read it as UTF-8."""
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for task in figures.tasks:
        place = {"notebook": harmless(task.notebook), "task": harmless(task.grade_id)}
        names = ("judged", "mean", "median", "full", "zero", "difficulty", "correlation")
        row = {column: _number(getattr(task, column)) for column in names}
        writer.writerow(place | row | {"title": harmless(str(task.title)), "max_points": _number(task.max_score)})
        for check in figures.checks:
            if (check.notebook, check.grade_id) == (task.notebook, task.grade_id):
                row = {column: _number(getattr(check, column)) for column in ("judged", "passed", "pass_rate")}
                writer.writerow(place | row | {"check": harmless(check.name), "title": harmless(str(check.title))})
    return "\ufeff" + file.getvalue()


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"
