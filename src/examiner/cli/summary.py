"""What `examiner grade` shows at its end: a row a student, whoever needs a person, and a line on all."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from rich.markup import escape
from rich.table import Table

from examiner.cli.shared import err, out
from examiner.model import Report, Verdict


def show(reports: Sequence[Report], problems: Sequence[str], total: int, *, troubles_only: bool) -> None:
    """Print what a run has come to.

    Parameters
    ----------
    reports : sequence of Report
        As they were written.
    problems : sequence of str
        What could not be written.
    total : int
        How many were to be graded.
    troubles_only : bool
        Leave out all but what a person must see.
    """
    if not troubles_only:
        out.print(_table(reports))
    for report in (report for report in reports if report.waits):
        kind = Verdict.FAULT if report.fault is not None else report.outcome
        err.print(f"[bold red]{kind}:[/] {escape(report.student)}: {escape(report.trouble)}", soft_wrap=True)
    for problem in problems:
        err.print(f"[bold red]not written:[/] {escape(problem)}", soft_wrap=True)
    if not troubles_only:
        out.print(closing_line(reports, total), soft_wrap=True)


def _table(reports: Sequence[Report]) -> Table:
    table = Table(box=None, header_style="bold")
    table.add_column("student")
    table.add_column("score", justify="right")
    table.add_column("of", justify="right")
    table.add_column("seconds", justify="right")
    table.add_column("")
    for report in sorted(reports, key=lambda r: r.student):
        score = "–" if report.score is None else f"{report.score:g}"
        remark = "unchanged" if report.cached else report.outcome.value if report.outcome is not Verdict.GRADED else ""
        remark += f": {report.trouble}" if report.trouble else ""
        remark += "" if report.boxed else " WITHOUT THE BOX"
        table.add_row(escape(report.student), score, f"{report.max_score:g}", f"{report.seconds:.1f}", escape(remark))
    return table


def closing_line(reports: Sequence[Report], total: int) -> str:
    """Return what a run came to, in one line: how many, their mean, and how many need a person and why."""
    scores = [report.score for report in reports if report.score is not None]
    mean = f", mean {fmean(scores):.4g} of {reports[0].max_score:g}" if scores else ""
    by_hand = [r for r in reports if any(task.manual and task.score is None for task in r.tasks)]
    counts = {
        "unchanged": sum(report.cached for report in reports),
        "with answers to mark by hand": len(by_hand),
        "rejected": sum(report.outcome is Verdict.REJECTED for report in reports),
        "with a fault": sum(report.fault is not None for report in reports),
        "not written or not reached": total - len(reports),
    }
    return "; ".join(
        [f"{len(scores)} of {total} graded{mean}", *(f"{count} {what}" for what, count in counts.items() if count)]
    )
