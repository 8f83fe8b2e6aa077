"""The command ``examiner audit``."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
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
from examiner.model.durable import write_text

if TYPE_CHECKING:
    from examiner.audit.audit import Options
    from examiner.audit.judging import JudgedAnswer
    from examiner.audit.result import AuditResult
    from examiner.course.layout import Course

REMEDY = "ask there for something that only a right answer does, too"
JUNK_TOLD = {"raises": "raises ValueError", "argument": "returns its argument"}
MOST_SHOWN = 20  # survivors and faults, in one table


One = Annotated[str | None, typer.Argument(metavar="ASSIGNMENT", help="Name of the assignment, such as hw1.")]
Tasks = Annotated[
    list[str] | None,
    typer.Option("--task", "-t", metavar="TASK", help="Only this task, or notebook:task; may be repeated."),
]
Margins = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write a page of what measured checks find for reference and baselines."),
]


@app.command()
def audit(
    context: typer.Context,
    assignment: One = None,
    everything: Annotated[bool, typer.Option("--all", help="Every assignment that has graders.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Few mutants and seeds; it says what is left out.")] = False,
    task: Tasks = None,
    wrapped: Annotated[
        bool, typer.Option("--wrapped", help="Wrap the reference's functions in common mistakes, listed or not.")
    ] = False,
    margins: Margins = None,
    seeds: Annotated[
        int, typer.Option(min=0, help="Seeds of measured tasks (0: 20, baselines 3, with --margins 20 too).")
    ] = 0,
    jobs: Annotated[int, typer.Option(min=0, help="Answers judged at once (0: one for each core).")] = 0,
    as_json: AsJson = False,
    course: Where = None,
    server: Server = None,
) -> None:
    """Prove that hidden graders catch wrong answers and accept right ones.

    Example: examiner audit hw1 --quick
    """
    from examiner.audit.audit import Options, audited
    from examiner.audit.margins import page
    from examiner.audit.stability import SEEDS

    here = find_course(course)
    if (assignment is None) == (not everything):
        raise CourseError("name one assignment, or give --all for every one that has graders")
    names = list(audited(here)) if assignment is None else [here.require(assignment)]
    if not names:
        raise CourseError(f"{here.root}: no assignment has graders")
    seeds = seeds or (SEEDS if margins else 0)
    options = Options(quick=quick, tasks=tuple(task or ()), jobs=jobs, wrapped=wrapped, seeds=seeds)
    given = resources(context, server)
    results = [result for name in names for result in audit_and_show(here, name, options, given, as_json=as_json)]
    if margins:
        write_text(margins, page({place_of(result): result.margins for result in results}))
    raise typer.Exit(DONE if all(result.passed for result in results) else NEEDS_A_PERSON)


def audit_and_show(
    here: Course, name: str, options: Options, given: Resources, *, as_json: bool = False
) -> list[AuditResult]:
    """Audit an assignment's notebooks, print what is found, and return it."""
    from examiner.audit.audit import audited_notebooks

    results = []
    for notebook, tasks in audited_notebooks(here, name, options.tasks).items():
        result = _audit(here, name, notebook, replace(options, tasks=tasks), given, quiet=as_json)
        emit(result.record()) if as_json else show(result)
        results.append(result)
    return results


def _audit(here: Course, name: str, notebook: str, options: Options, given: Resources, *, quiet: bool) -> AuditResult:
    from examiner.audit.audit import Audit

    audit_it = partial(Audit, here, name, options, server=given.server, executor=given.executor, notebook=notebook)
    if quiet:
        return audit_it().run()
    with progress_bar() as bar:
        line = bar.add_task(f"auditing {escape(name)}", total=None)
        return audit_it(lambda done, total: bar.update(line, completed=done, total=total)).run()


def place_of(result: AuditResult) -> str:
    """Return what an audited assignment is called: with its notebook, where it has several."""
    return f"{result.assignment}/{result.notebook}" if result.notebook else result.assignment


def show(result: AuditResult) -> None:
    """Print what was found: details first, the table of bars last."""
    _show_survivors(result)
    _show_wrapped(result)
    for tried in [t for t in (*result.right, *result.wrong) if not t.good]:
        from examiner.audit.result import failures

        wanted = "" if tried.loss is None else f", should lose {tried.loss}"
        head = f"[bold red]{escape(tried.file)}[/] lost {tried.lost:g} of {tried.trial.max_score:g}{wanted}"
        out.print(head, soft_wrap=True)
        for text in failures(tried.trial.checks):
            out.print(f"    {escape(text)}", soft_wrap=True)
    for trial in result.junk:
        if trial.score:
            _show_junk(trial)
    for trial, check in result.faults[:MOST_SHOWN]:
        answer = f"{trial.answer.task} on {trial.answer.kind} {trial.answer.name!r}"
        out.print(f"[bold red]fault[/] {check.name} of {escape(answer)}", soft_wrap=True)
        out.print(escape(check.detail[-1500:]), soft_wrap=True)
    _show_texts(result)
    _show_contracts(result)
    _show_stability(result)
    _show_bars(result)


def _show_junk(trial: JudgedAnswer) -> None:
    """Print what junk earned, which checks it passed, and what they want."""
    from examiner.audit.answers import JUNK

    name, task = trial.answer.name, trial.answer.task
    out.print(f"[bold red]junk[/] {escape(name)} earned {trial.score:g} in {escape(task)}", soft_wrap=True)
    checks = [check.name for check in trial.checks if check.points > 0]
    what = JUNK_TOLD.get(name, f"returns {JUNK[name]}".replace("__import__('numpy')", "np"))
    out.print(f"    a function that only {escape(what)} passes {escape(', '.join(checks))}: {REMEDY}", soft_wrap=True)


def _show_survivors(result: AuditResult) -> None:
    from examiner.audit.equivalents import as_entry

    for mutant, _ in result.survivors:
        out.print(
            f"[bold red]survivor[/] {escape(mutant.task)}, {mutant.operator}, line {mutant.number}", soft_wrap=True
        )
        out.print(Syntax(mutant.diff(result.masters[mutant.task]), "diff", background_color="default"))
        out.print(escape(as_entry(mutant)), style="dim", soft_wrap=True)
        out.print()


def _show_wrapped(result: AuditResult) -> None:
    from examiner.audit.allowed import as_entry
    from examiner.audit.wrapping.kinds import WRAPPERS

    for one in result.wrapped.survivors:
        told = f"{one.task}: {one.function} keeps full marks though it {WRAPPERS[one.wrapper]}"
        out.print(f"[bold red]wrapped[/] {escape(told)}", soft_wrap=True)
        out.print(escape(as_entry(one)), style="dim", soft_wrap=True)
    for one in result.wrapped.refused:
        told = f"{one.task}: {one.function} loses points though wrapped.toml allows {one.wrapper}"
        out.print(f"[bold red]wrapped[/] {escape(told)}", soft_wrap=True)
    for entry in result.wrapped.stale:
        out.print(f"[bold red]stale entry[/] wrapped.toml: {escape(str(entry))}", soft_wrap=True)


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
    title = f"{place_of(result)}: {'passed' if result.passed else 'NOT PASSED'} in {result.seconds:.0f} s"
    table = Table("bar", "", "found", title=title, box=None, header_style="bold", title_justify="left")
    for name, holds, found in result.bars():
        table.add_row(name, "[green]ok[/]" if holds else "[bold red]BAD[/]", escape(found))
    out.print(table)
