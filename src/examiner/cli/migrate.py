"""The command ``examiner migrate``."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from examiner.cli.shared import DONE, NEEDS_A_PERSON, AsJson, Where, app, emit, err, find_course, out


@app.command()
def migrate(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    as_json: AsJson = False,
    course: Where = None,
) -> None:
    """Bring a course of the former version to today's form; what is changed is copied first.

    Example: examiner migrate --dry-run
    """
    from examiner.migration.course import carry_out, plan, remarks

    here = find_course(course)
    steps, left = plan(here), remarks(here)
    copies = carry_out(here, steps) if steps and not dry_run else None
    if as_json:
        done = [{"path": str(step.path.relative_to(here.root)), "what": step.what} for step in steps]
        emit({"changed": copies is not None, "steps": done, "copies": copies and str(copies), "by_hand": left})
    else:
        for step in steps:
            out.print(escape(f"{step.path.relative_to(here.root)}: {step.what}"), soft_wrap=True, highlight=False)
        if copies is not None:
            out.print(escape(f"copies of what was changed, and of the gradebook: {copies}"), soft_wrap=True)
        elif not steps:
            out.print("nothing to change: the course has today's form")
        for text in left:
            err.print(f"[yellow]by hand:[/] {escape(text)}", soft_wrap=True)
    raise typer.Exit(NEEDS_A_PERSON if left else DONE)
