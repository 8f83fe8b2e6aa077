"""``examiner adopt``: graders from the asserts of a master's grade cells."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from examiner.cli.audit import audit_and_show
from examiner.cli.shared import (
    DONE,
    NEEDS_A_PERSON,
    AsJson,
    Assignment,
    Where,
    app,
    emit,
    err,
    find_course,
    out,
    resources,
)
from examiner.course.graders import SUFFIX, UNFINISHED

if TYPE_CHECKING:
    from examiner.adopting.adoption import Adoption


@app.command()
def adopt(
    context: typer.Context,
    assignment: Assignment,
    force: Annotated[bool, typer.Option("--force", help="Replace graders of the same names.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
    audit: Annotated[bool, typer.Option(help="Audit the graders, where none needs a hand.")] = True,
    as_json: AsJson = False,
    course: Where = None,
) -> None:
    """Write graders from the asserts of an nbgrader master, as a starting point.

    Example: examiner adopt ps1 --dry-run
    """
    from examiner.adopting.adoption import adopt_all
    from examiner.audit.audit import Options

    here = find_course(course)
    results = adopt_all(here, assignment, force=force, dry_run=dry_run)
    for result in results:
        emit(_record(result, dry_run)) if as_json else _show(result, dry_run)
    if any(result.by_hand for result in results):
        raise typer.Exit(NEEDS_A_PERSON)
    if audit and not dry_run and any(result.texts for result in results):
        found = audit_and_show(here, assignment, Options(), resources(context, None), as_json=as_json)
        good = all(result.passed for result in found)
        if not good and not as_json:
            err.print(f"Mend in the graders what it names, then: examiner audit {escape(assignment)}", soft_wrap=True)
        raise typer.Exit(DONE if good else NEEDS_A_PERSON)


def _record(result: Adoption, dry_run: bool) -> dict[str, object]:
    return {
        "assignment": result.assignment,
        "folder": str(result.folder),
        "dry_run": dry_run,
        "files": sorted(result.texts),
        "checks": sum(len(module.checks) for module in result.modules),
        "asserts": result.asserts,
        "by_hand": [{"notebook": str(result.notebook), **asdict(one)} for one in result.by_hand],
    }


def _show(result: Adoption, dry_run: bool) -> None:
    for name in sorted(result.texts):
        out.print(f"{'would write' if dry_run else 'wrote'} {escape(str(result.folder / name))}", soft_wrap=True)
    for one in result.by_hand:
        place = f"{result.notebook}, cell {one.cell} ({one.grade_id}), line {one.line}"
        out.print(f"[yellow]by hand[/] {escape(place)}: {escape(one.reason)}", soft_wrap=True)
        for line in one.text.splitlines()[:3]:
            out.print(f"    {escape(line)}", style="dim", soft_wrap=True)
    checks = sum(len(module.checks) for module in result.modules)
    out.print(f"{checks} checks, all of which the master passes, stand for {result.asserts} asserts.")
    if result.by_hand:
        err.print(f"{len(result.by_hand)} need a hand: see {escape(str(result.folder / UNFINISHED))}", soft_wrap=True)
        left = sorted(Path(name).name.removesuffix(SUFFIX) for name in result.texts if name.endswith(SUFFIX))
        err.print(
            f"Until {escape(str(result.folder))} holds {escape(', '.join(left))} too, the assignment is not graded. "
            f"Then find out what the graders do not notice: examiner audit {escape(result.assignment)}",
            soft_wrap=True,
        )
