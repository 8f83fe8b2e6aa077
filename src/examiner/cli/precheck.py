"""The command ``examiner check``, for students."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from examiner.cli.shared import DONE, NEEDS_A_PERSON, AsJson, app, emit, out
from examiner.course.errors import CourseError
from examiner.model.text import CHINESE, ENGLISH

if TYPE_CHECKING:
    from examiner.precheck.cell import Finding

COLOURS = {"ok": "green", "look": "yellow", "stop": "red"}


@app.command()
def check(
    notebook: Annotated[
        Path | None, typer.Argument(metavar="NOTEBOOK", help="The notebook that is to be handed in.")
    ] = None,
    release: Annotated[
        Path | None,
        typer.Option("--release", metavar="PATH", help="What was handed out: the folder, or its notebook."),
    ] = None,
    cell: Annotated[bool, typer.Option("--cell", help="Print a cell that does it in Jupyter or Colab.")] = False,
    run: Annotated[bool, typer.Option("--run/--no-run", help="Run it from top to bottom, in a copy.")] = True,
    seconds: Annotated[int, typer.Option("--seconds", min=1, help="What one cell may take.")] = 120,
    as_json: AsJson = False,
) -> None:
    """Say whether a notebook is ready to be handed in: complete, answered, running. It knows nothing of marks.

    Example: examiner check hw1.ipynb --release ~/downloads/hw1
    """
    from examiner.precheck.checking import check as checked
    from examiner.precheck.released import find_release, read_release

    if cell:
        _print_cell(release, notebook)
        return
    if notebook is None:
        raise CourseError("name the notebook that is to be handed in, or print a cell with --cell")
    place = release or find_release(notebook)
    released = read_release(place, notebook) if place is not None else None
    found = checked(notebook, released, seconds=seconds, run=run)
    ready = all(level == "ok" for level, *_ in found)
    if as_json:
        texts = [{"level": level, "kind": kind, "texts": {CHINESE: zh, ENGLISH: en}} for level, kind, zh, en in found]
        emit({"notebook": str(notebook), "release": place and str(place), "ready": ready, "findings": texts})
    else:
        _tell(found)
    raise typer.Exit(DONE if ready else NEEDS_A_PERSON)


def _print_cell(release: Path | None, notebook: Path | None) -> None:
    from examiner.precheck.pasting import pasted
    from examiner.precheck.released import read_release

    if release is None:
        raise CourseError("--cell needs to know what was handed out: give --release")
    print(pasted(read_release(release, notebook)), end="")


def _tell(found: list[Finding]) -> None:
    from examiner.precheck.cell import SIGNS

    for level, _, zh, en in found:
        sign = f"[{COLOURS[level]}]{SIGNS[level]}[/]"
        out.print(f"{sign} {escape(zh)}\n  {escape(en)}", soft_wrap=True, highlight=False)
