"""What all commands share: the application, its options, and where output goes."""

from __future__ import annotations

import concurrent.futures
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

from examiner.course.layout import Course
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.warm import VARIABLE
from examiner.model import serial
from examiner.pages.text import clean

DONE, NEEDS_A_PERSON, WRONG_USAGE = 0, 1, 2
INTERRUPTED = 130  # as shells have it: 128 and the number of SIGINT

app = typer.Typer(
    help="Grade notebook homework and exams: safely, fast, and kindly.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _tell_version(wanted: bool) -> None:
    if wanted:
        print(f"examiner {version('examiner')}")
        raise typer.Exit


@app.callback()
def main(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Grade notebook homework and exams: safely, fast, and kindly."""


class Shown(Console):
    """A console on which no name and no reason reorders or overwrites the line that it stands in."""

    def render_str(self, text: str, **options: Any) -> Text:
        """Return a text, or a cell of a table, with control and reordering characters made visible."""
        return super().render_str(clean(text), **options)


out, err = Shown(emoji=False), Shown(stderr=True, emoji=False)  # ":b:" may stand in a name or a reason

Assignment = Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="Name of the assignment, such as hw1.")]
Students = Annotated[
    list[str] | None, typer.Option("--student", "-s", metavar="NAME", help="Only this student; may be repeated.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines: one object a line.")]
Where = Annotated[
    Path | None, typer.Option("--course", metavar="DIR", help="The course (default: found upwards from here).")
]

Server = Annotated[
    Path | None,
    typer.Option("--server", metavar="DIR", envvar=VARIABLE, hidden=True, help="A running fork server."),
]


@dataclass(frozen=True)
class Resources:
    """What a command may use in place of what it would start itself; a caller in this process hands it to ``main``."""

    server: ForkServer | None = None
    executor: concurrent.futures.Executor | None = None


def resources(context: typer.Context, server: Path | None) -> Resources:
    """Return what a command was given to work with: by its caller, or by ``--server``."""
    given = context.obj if isinstance(context.obj, Resources) else Resources()
    return given if server is None else Resources(ForkServer.attach(server), given.executor)


def find_course(where: Path | None) -> Course:
    """Return the course that a command is for."""
    return Course.find(where)


def emit(data: Any) -> None:
    """Print one line of JSON: plain data, or a value of a declared type."""
    print(serial.line(data), flush=True)


def progress_bar() -> Progress:
    """Return a bar with the time left, on stderr."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=err, transient=True)
