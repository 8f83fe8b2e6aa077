"""``examiner data``: list, install and verify real data sets."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from examiner.course.layout import Course
from examiner.datasets.catalogue import DataError, catalogue, dataset
from examiner.model import durable

if TYPE_CHECKING:
    from examiner.datasets.verify import Comparison

app = typer.Typer(help="Real data sets: list them, install one, compare with published figures.", no_args_is_help=True)
out, err = Console(emoji=False), Console(stderr=True, emoji=False)  # ":b:" may stand in a name or a reason

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines: one object a line.")]
Where = Annotated[
    Path | None, typer.Option("--course", metavar="DIR", help="The course (default: found upwards from here).")
]
From = Annotated[
    Path | None,
    typer.Option("--from", metavar="DIR", help="Take the files, or the publisher's archive, from this folder."),
]


@app.command("list")
def show(as_json: AsJson = False, course: Where = None) -> None:
    """List the data sets: where they come from, under which licence, which homework uses them, what is installed.

    Example: examiner data list
    """
    from examiner.datasets.install import is_installed, place, terms

    root = Course.find(course).root
    for data in catalogue().values():
        there = is_installed(root, data)
        if as_json:
            print(json.dumps({**asdict(data), "installed": there}, ensure_ascii=False), flush=True)
            continue
        mark = f"[green]installed in {escape(str(place(root, data)))}[/]" if there else "not installed"
        out.print(f"[bold]{escape(data.name)}[/]  {mark}  ({', '.join(data.used_by)})", soft_wrap=True)
        out.print(escape(terms(data)), soft_wrap=True, highlight=False)


@app.command()
def install(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A data set, as `examiner data list` names it.")],
    source: From = None,
    force: Annotated[bool, typer.Option("--force", help="Install again what is there already.")] = False,
    as_json: AsJson = False,
    course: Where = None,
) -> None:
    """Fetch a data set into data/, check it, and keep its licence beside it.

    Example: examiner data install sms_spam --from ~/Downloads
    """
    from examiner.datasets import install as files

    root = Course.find(course).root
    try:
        data = dataset(name)
        there = files.is_installed(root, data)
        if not as_json:
            out.print(escape(files.terms(data)), soft_wrap=True, highlight=False)
        folder = files.place(root, data)
        if force or not there:
            folder = files.install(root, data, source=source, progress=not as_json and source is None)
    except DataError as error:
        raise _stop(error) from error
    if as_json:
        print(json.dumps({"name": name, "folder": str(folder), "installed": True, "was_there": there}), flush=True)
    else:
        out.print(f"{escape(str(folder))} {'is installed already' if there and not force else 'installed'}")


@app.command()
def verify(
    source: From = None,
    page: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write the table to this page.")] = None,
    as_json: AsJson = False,
    course: Where = None,
) -> None:
    """Measure the reference solutions on real data, beside the published figures (minutes).

    Example: examiner data verify --from ~/datasets --page docs/real_data.md
    """
    from examiner.datasets import verify as figures

    done: list[Comparison] = []
    try:
        for one in figures.verify(Course.find(course), source):
            done.append(one)
            if as_json:
                print(json.dumps(asdict(one), ensure_ascii=False), flush=True)
            else:
                _show(one)
    except DataError as error:
        raise _stop(error) from error
    if page is not None:
        durable.write_text(page, figures.page(done))
    raise typer.Exit(0 if all(one.holds for one in done) else 1)


def _show(one: Comparison) -> None:
    from rich.table import Table

    from examiner.datasets.verify import show_number

    table = Table("figure", "published", "ours", "", title=f"{one.assignment}: {one.dataset} ({one.seconds:.0f} s)")
    for figure in one.figures:
        mark = {True: "[green]holds[/]", False: "[bold red]does not hold[/]", None: ""}[figure.holds]
        table.add_row(escape(figure.name), figure.published, show_number(figure.ours), mark)
    out.print(table)


def _stop(error: DataError) -> typer.Exit:
    err.print(f"[bold red]error:[/] {escape(str(error))}", soft_wrap=True)
    return typer.Exit(1)
