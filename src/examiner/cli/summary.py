"""What `examiner grade` shows at its end: a row a student, whoever needs a person, and a line on all."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from rich.markup import escape
from rich.table import Table

from examiner.cli.shared import err, out
from examiner.model import CrossCheck, FaultKind, Marks, Verdict
from examiner.model.rulings import Standing
from examiner.pages.text import duration, joined

MOST_ROWS = 200  # of a table that lists also whose work is unchanged


def show(done: Sequence[Marks], total: int, changed: str, *, troubles_only: bool) -> None:
    """Print what a run has come to.

    Parameters
    ----------
    done : sequence of Marks
        Of the submissions, as they were written, or could not be.
    total : int
        How many were to be graded.
    changed : str
        Which scores changed; empty if none did.
    troubles_only : bool
        Leave out all but what a person must see.
    """
    if not troubles_only:
        table = _table(done)
        if table.row_count:
            out.print(table)
    if changed:
        err.print(escape(changed), soft_wrap=True)
    for marks in done:
        if marks.trouble:
            kind = str(Verdict.FAULT if marks.report.fault is not None else Verdict.REJECTED)
            kind = "not written" if _is_unwritten(marks) else kind
            err.print(f"[bold red]{kind}:[/] {escape(marks.student)}: {escape(marks.trouble)}", soft_wrap=True)
    if not troubles_only:
        compared = crosscheck_line(done)
        if compared:
            out.print(compared, soft_wrap=True)
        out.print(closing_line(done, total), soft_wrap=True)


def _is_unwritten(marks: Marks) -> bool:
    return marks.report.fault is not None and marks.report.fault.kind is FaultKind.NOT_WRITTEN


def _table(done: Sequence[Marks]) -> Table:
    table = Table(box=None, header_style="bold")
    table.add_column("student")
    table.add_column("score", justify="right")
    table.add_column("of", justify="right")
    table.add_column("seconds", justify="right")
    table.add_column("")
    shown = [marks for marks in done if not marks.report.cached] if len(done) > MOST_ROWS else done
    for marks in sorted(shown, key=lambda one: one.student):
        score = "–" if marks.score is None else f"{marks.score:g}"
        seconds = f"{marks.report.seconds:.1f}"
        table.add_row(escape(marks.student), score, f"{marks.sums.max_score:g}", seconds, escape(_remark(marks)))
    return table


def _remark(marks: Marks) -> str:
    """Return what stands at the end of a line of the table."""
    report = marks.report
    found = ["unchanged"] if report.cached else []
    outcome = report.outcome.value if report.outcome is not Verdict.GRADED else ""
    found += [": ".join(filter(None, (outcome, marks.trouble)))] if outcome or marks.trouble else []
    excused = [task.key.grade_id for task in marks.tasks if task.standing is Standing.EXCUSED]
    found += ["excused"] if marks.excused else [f"excused from {', '.join(excused)}"] if excused else []
    waiting = sum(task.manual and task.waits for task in marks.tasks)
    found += [f"{waiting} to mark by hand"] if waiting else []
    if marks.tasks and marks.held.seconds_late > 0:
        late = joined(duration(marks.held.seconds_late).shown(["en"]))
        found.append(f"{late} late" + (f", {marks.penalty:g} taken off" if marks.penalty else ""))
    found += [] if report.boxed else ["WITHOUT THE BOX"]
    return "; ".join(found)


def crosscheck_line(done: Sequence[Marks]) -> str:
    """Return how many asserts were carried out a second time, outside the students' processes; "" where none were."""
    found = [marks.report.crosscheck for marks in done if marks.report.crosscheck is not None]
    if not found:
        return ""
    counts = sum(found, CrossCheck())
    own = f", {counts.only_on_master} of them comparable with the master's answers" if counts.only_on_master else ""
    return (
        f"cross-check of asserts: {counts.compared} compared, {counts.not_comparable} not comparable{own}, "
        f"{counts.disagreed} disagreed"
    )


def closing_line(done: Sequence[Marks], total: int) -> str:
    """Return what a run came to, in one line: how many, their mean, and how many need a person and why."""
    graded = sum(marks.outcome is Verdict.GRADED for marks in done)
    alike = [marks for marks in done if marks.score is not None and marks.like_others]
    scores = [marks.score for marks in alike if marks.score is not None]
    mean = f", mean {fmean(scores):.4g} of {alike[0].sums.max_score:g}" if scores else ""
    unwritten = sum(map(_is_unwritten, done))
    counts = {
        "unchanged": sum(marks.report.cached for marks in done),
        "with answers to mark by hand": sum(any(task.manual and task.waits for task in one.tasks) for one in done),
        "rejected": sum(marks.outcome is Verdict.REJECTED for marks in done),
        "with a fault": sum(one.report.fault is not None and bool(one.trouble) for one in done) - unwritten,
        "not written or not reached": total - len(done) + unwritten,
    }
    return "; ".join(
        [f"{graded} of {total} graded{mean}", *(f"{count} {what}" for what, count in counts.items() if count)]
    )
