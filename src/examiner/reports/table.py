"""The class report's figures as a table for spreadsheets: a row for each task, and one for each of its checks."""

from __future__ import annotations

import csv
import io

from examiner.reports.figures import ClassFigures

COLUMNS = (
    *("notebook", "task", "check", "title", "max_points", "judged", "mean", "median", "full", "zero"),
    *("difficulty", "correlation", "passed", "pass_rate"),
)
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def class_csv(figures: ClassFigures) -> str:
    """Return the figures as CSV, with the mark at its beginning that a spreadsheet needs to read it as UTF-8."""
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for task in figures.tasks:
        place = {"notebook": _text(task.notebook), "task": _text(task.grade_id)}
        names = ("judged", "mean", "median", "full", "zero", "difficulty", "correlation")
        row = {column: _number(getattr(task, column)) for column in names}
        writer.writerow(place | row | {"title": _text(str(task.title)), "max_points": _number(task.max_score)})
        for check in figures.checks:
            if (check.notebook, check.grade_id) == (task.notebook, task.grade_id):
                row = {column: _number(getattr(check, column)) for column in ("judged", "passed", "pass_rate")}
                writer.writerow(place | row | {"check": _text(check.name), "title": _text(str(check.title))})
    return "\ufeff" + file.getvalue()


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


def _text(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text
