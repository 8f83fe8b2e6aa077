"""The commands on what changes afterwards: regrade, history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from examiner.cli.commands import stopped, warn, watched, who_handed_in
from examiner.cli.shared import (
    DONE,
    NEEDS_A_PERSON,
    AsJson,
    Assignment,
    Server,
    Students,
    Where,
    app,
    emit,
    err,
    find_course,
    out,
    resources,
)
from examiner.model import Report, Verdict
from examiner.model.regrading import CheckChange, HistoryLine, StudentChange

if TYPE_CHECKING:
    from examiner.reports.regrade_page import RowView

MOST_CHECKS = 3  # of a task, in the table


@app.command()
def regrade(
    context: typer.Context,
    assignment: Assignment,
    student: Students = None,
    apply: Annotated[bool, typer.Option("--apply", help="Write what was shown.")] = False,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, for the history.")] = "",
    page: Annotated[Path | None, typer.Option("--page", metavar="FILE", help="Also write it as a page.")] = None,
    jobs: Annotated[int, typer.Option(min=0, help="Submissions graded at once (0: one for each core).")] = 0,
    force: Annotated[bool, typer.Option("--force", help="Also what depends on nothing that has changed.")] = False,
    as_json: AsJson = False,
    course: Where = None,
    server: Server = None,
) -> None:
    """Grade again aside and show who changes, by which check and why; --apply writes it.

    Example: examiner regrade hw1 --apply --why "test_sum accepts tuples"
    """
    from examiner.batch.regrade import Regrade
    from examiner.batch.runner import Batch

    here, given = find_course(course), resources(context, server)
    boxed = here.settings.box
    batch = Batch(here, here.require(assignment), jobs=jobs, boxed=boxed, server=given.server, executor=given.executor)
    students = who_handed_in(batch, student or ())
    said, applied, count, total = [*batch.warnings], None, 0, len(students)
    with Regrade(batch, students, force=force) as run:
        try:
            for _ in watched(run.grade(), total, f"grading {assignment} aside", quiet=as_json):
                count += 1
            changes = run.changes()
            _show(changes, page, here.settings.languages, assignment, as_json=as_json)
            _warn_anew([*batch.warnings, *run.told], said)
            if apply:
                applied = [*watched(run.apply(why), total, "writing", quiet=as_json)]
        except KeyboardInterrupt:
            raise stopped(count, total) from None
        finally:
            _warn_anew(batch.warnings, said)
    _close(assignment, changes, applied, total)
    raise typer.Exit(NEEDS_A_PERSON if _tell_troubles(run.unjudged, batch.problems) else DONE)


def _warn_anew(warnings: Sequence[str], said: list[str]) -> None:
    """Print the warnings that were not said yet: some only show once kernels are there, or marks are written."""
    new = [text for text in warnings if text not in said]
    warn(new)
    said += new


def _tell_troubles(unjudged: Sequence[Report], problems: Sequence[str]) -> bool:
    """Print whose work could not be judged or written; return whether there is any."""
    told = [(str(one.outcome), f"{one.student}: {one.trouble}") for one in unjudged]
    told += [("not written", problem) for problem in problems]
    for kind, text in told:
        err.print(f"[bold red]{kind}:[/] {escape(text)}", soft_wrap=True)
    return bool(told)


def _close(assignment: str, changes: Sequence[StudentChange], applied: Sequence[Report] | None, total: int) -> None:
    many = f"the marks of {len(changes)} of {total} students change"
    if applied is not None:
        written = sum(one.outcome is Verdict.GRADED for one in applied)  # a fault: it could not be
        err.print(f"{many}; {written} {'result was' if written == 1 else 'results were'} written")
    elif changes:
        err.print(f"{many}. Nothing is written. To write it: examiner regrade {escape(assignment)} --apply --why TEXT")
    else:
        err.print(f"{many}. Nothing is written.")


def _show(
    changes: Sequence[StudentChange], page: Path | None, languages: tuple[str, ...], assignment: str, *, as_json: bool
) -> None:
    """Show changes as a table, or as JSON, and write them as a page where one is wanted."""
    from examiner.model.durable import write_text
    from examiner.reports.regrade_page import regrade_html, rows_by_cause

    if page is not None:
        write_text(page, regrade_html(changes, assignment, languages))
    for change in changes if as_json else ():
        emit(change)
    for cause, rows in ({} if as_json else rows_by_cause(changes)).items():
        out.print(f"[bold]{escape(cause)}[/]", soft_wrap=True)
        table = Table(box=None, header_style="bold")
        for name in ("student", "total", "task", "points", "checks"):
            table.add_column(name)
        for row in rows:
            table.add_row(*map(escape, _cells(row)))
        out.print(table)


def _cells(row: RowView) -> tuple[str, ...]:
    checks = [_check(check) for check in row.checks]
    more = [f"and {len(checks) - MOST_CHECKS} more"] if len(checks) > MOST_CHECKS else []
    told = ", ".join([*checks[:MOST_CHECKS], *more]) if row.task else "taken off for lateness"
    points = _arrow(row.points_before, row.points_after)
    return (row.student, _arrow(row.before, row.after), row.task or "–", points, told)


def _check(change: CheckChange) -> str:
    before, after = (one.value if one is not None else "–" for one in (change.before, change.after))
    if before == after:
        return f"{change.name} {_arrow(change.points_before, change.points_after)} points"
    return f"{change.name} {before} -> {after}"


def _arrow(before: float | None, after: float | None) -> str:
    return " -> ".join("–" if one is None else f"{one:g}" for one in (before, after))


@app.command()
def history(assignment: Assignment, student: Students = None, as_json: AsJson = False, course: Where = None) -> None:
    """Show every report that counted: when, by whom, why, and what it changed.

    Example: examiner history hw1 --student ada
    """
    from examiner.batch.past import past

    here = find_course(course)
    here.require(assignment)
    names = [here.submission(name, assignment).student for name in student] if student else here.students(assignment)
    found = [past(here, name, assignment) for name in names]
    lines: list[HistoryLine] = [line for one in found for line in one.lines]
    unread = [text for one in found for text in one.unread]
    warn(unread)
    for line in lines if as_json else ():
        emit(line)
    if lines and not as_json:
        out.print(_past_table(lines))
    if not lines and not unread:
        err.print(f"nothing is graded yet. Run: examiner grade {escape(assignment)}")
    raise typer.Exit(DONE if lines and not unread else NEEDS_A_PERSON)


def _past_table(lines: Iterable[HistoryLine]) -> Table:
    table = Table(box=None, header_style="bold")
    for name in ("student", "when", "who", "score", "of", "changed", "cause", "why"):
        table.add_column(name)
    for line in lines:
        changed = ", ".join(f"{task.task} {_arrow(task.before, task.after)}" for task in line.tasks)
        score = "–" if line.score is None else f"{line.score:g}"
        row = (line.student, line.when, line.who, score, f"{line.max_score:g}", changed, line.cause, line.why)
        table.add_row(*map(escape, row))
    return table
