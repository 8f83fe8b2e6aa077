"""The command ``examiner audit``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.syntax import Syntax
from rich.table import Table

from examiner.cli.shared import (
    DONE,
    NEEDS_A_PERSON,
    AsJson,
    Resources,
    Server,
    Where,
    app,
    emit,
    find_course,
    out,
    progress_bar,
    resources,
)
from examiner.course.errors import CourseError

if TYPE_CHECKING:
    from examiner.audit.audit import Options
    from examiner.audit.result import AuditResult
    from examiner.course.layout import Course

MOST_SHOWN = 20  # survivors and faults, in one table


@app.command()
def audit(
    context: typer.Context,
    assignment: Annotated[
        str | None, typer.Argument(metavar="ASSIGNMENT", help="Name of the assignment, such as hw1.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every assignment that has graders.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="A few mutants and seeds for each task.")] = False,
    task: Annotated[
        list[str] | None, typer.Option("--task", "-t", metavar="TASK", help="Only this task; may be repeated.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=0, help="Answers judged at once (0: one for each core).")] = 0,
    as_json: AsJson = False,
    course: Where = None,
    server: Server = None,
) -> None:
    """Prove that hidden graders catch wrong answers and accept right ones.

    Example: examiner audit hw1 --quick
    """
    from examiner.audit.audit import Options, audited

    here = find_course(course)
    if (assignment is None) == (not everything):
        raise CourseError("name one assignment, or give --all for every one that has graders")
    names = list(audited(here)) if assignment is None else [here.require(assignment)]
    if not names:
        raise CourseError(f"{here.root}: no assignment has graders")
    options = Options(quick=quick, tasks=tuple(task or ()), jobs=jobs)
    given, passed = resources(context, server), True
    for name in names:
        result = _audit(here, name, options, given, quiet=as_json)
        passed = passed and result.passed
        if as_json:
            emit(result.record())
        else:
            show(result)
    raise typer.Exit(DONE if passed else NEEDS_A_PERSON)


def _audit(here: Course, name: str, options: Options, given: Resources, *, quiet: bool) -> AuditResult:
    from examiner.audit.audit import Audit

    audit_it = partial(Audit, here, name, options, server=given.server, executor=given.executor)
    if quiet:
        return audit_it().run()
    with progress_bar() as bar:
        line = bar.add_task(f"auditing {escape(name)}", total=None)
        return audit_it(lambda done, total: bar.update(line, completed=done, total=total)).run()


def show(result: AuditResult) -> None:
    """Print what was found: details first, the table of bars last."""
    _show_survivors(result)
    for tried in [t for t in (*result.right, *result.wrong) if not t.good]:
        from examiner.audit.result import failures

        wanted = "" if tried.loss is None else f", should lose {tried.loss}"
        head = f"[bold red]{escape(tried.file)}[/] lost {tried.lost:g} of {tried.trial.max_score:g}{wanted}"
        out.print(head, soft_wrap=True)
        for text in failures(tried.trial.checks):
            out.print(f"    {escape(text)}", soft_wrap=True)
    for trial in result.junk:
        if trial.score:
            out.print(f"[bold red]junk[/] {escape(trial.answer.name)} earned {trial.score:g} in {trial.answer.task}")
    for trial, check in result.faults[:MOST_SHOWN]:
        answer = f"{trial.answer.task} on {trial.answer.kind} {trial.answer.name!r}"
        out.print(f"[bold red]fault[/] {check.name} of {escape(answer)}", soft_wrap=True)
        out.print(escape(check.detail[-1500:]), soft_wrap=True)
    _show_texts(result)
    _show_contracts(result)
    _show_stability(result)
    _show_bars(result)


def _show_survivors(result: AuditResult) -> None:
    from examiner.audit.equivalents import as_entry

    for mutant, _ in result.survivors:
        out.print(
            f"[bold red]survivor[/] {escape(mutant.task)}, {mutant.operator}, line {mutant.number}", soft_wrap=True
        )
        out.print(Syntax(mutant.diff(result.masters[mutant.task]), "diff", background_color="default"))
        out.print(escape(as_entry(mutant)), style="dim", soft_wrap=True)
        out.print()


def _show_texts(result: AuditResult) -> None:
    lists = {
        "leak": [str(leak) for leak in result.leaks],
        "unsound": [*result.unsound, *result.problems],
        "stale entry": result.stale,
        "changed score": result.unsteady,
    }
    for name, texts in lists.items():
        for text in texts:
            out.print(f"[bold red]{name}[/] {escape(text)}", soft_wrap=True)
    if result.left_out:
        out.print(f"left out by --quick, because they are slow: {escape(', '.join(result.left_out))}", soft_wrap=True)


def _show_contracts(result: AuditResult) -> None:
    contracts = result.contracts
    for gap in contracts.gaps:
        style = "yellow" if gap.kind == "not tried" else "bold red"
        out.print(f"[{style}]contract[/] {escape(str(gap))}", soft_wrap=True)
    if not contracts.demands:
        return
    table = Table("task", "demands", "covered", "", box=None, header_style="bold")
    for task, ids in contracts.demands.items():
        covered = contracts.covered.get(task, frozenset())
        table.add_row(escape(task), str(len(ids)), str(len(covered)), ", ".join(i for i in ids if i not in covered))
    out.print(table)


def _show_stability(result: AuditResult) -> None:
    if not result.stability:
        return
    table = Table("measured check", "threshold", "worst", "mean", "seeds", "", box=None, header_style="bold")
    for item in result.stability:
        remark = "" if item.good else f"[bold red]{escape(item.trouble())}[/]"
        sign = "≥" if item.upward else "≤"
        numbers = f"{sign} {item.threshold:g}", f"{item.worst:.4g}", f"{item.mean:.4g}", str(item.seeds)
        table.add_row(f"{escape(item.task)}: {escape(item.check)}", *numbers, remark)
    out.print(table)


def _show_bars(result: AuditResult) -> None:
    title = f"{result.assignment}: {'passed' if result.passed else 'NOT PASSED'} in {result.seconds:.0f} s"
    table = Table("bar", "", "found", title=title, box=None, header_style="bold", title_justify="left")
    for name, holds, found in result.bars():
        table.add_row(name, "[green]ok[/]" if holds else "[bold red]BAD[/]", escape(found))
    out.print(table)
