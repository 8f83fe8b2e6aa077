"""The commands that begin something: a course, what an existing one lacks, an assignment."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from examiner.cli.shared import AsJson, Where, app, emit, find_course, out
from examiner.course.errors import CourseError

if TYPE_CHECKING:
    from examiner.starting.steps import Step


class Language(StrEnum):
    """What a course may be taught in."""

    EN = "en"
    ZH = "zh-TW"
    BOTH = "both"


_CODES = {Language.EN: ("en",), Language.ZH: ("zh-TW",), Language.BOTH: ("zh-TW", "en")}


Directory = Annotated[
    Path | None, typer.Argument(metavar="DIR", help="Where the course shall lie: empty, or not there yet.")
]
Here = Annotated[bool, typer.Option("--here", help="Add what is missing to the nbgrader course here, or in DIR.")]
Spoken = Annotated[Language | None, typer.Option("--language", help="Language of the course (a new one: both).")]
Formgrader = Annotated[
    bool, typer.Option("--formgrader", help="With --here: nbgrader's own commands grade in the box too.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="With --here: only say what would be done.")]


@app.command()
def init(
    directory: Directory = None,
    here: Here = False,
    language: Spoken = None,
    formgrader: Formgrader = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Make a course with one small assignment, or ready an nbgrader course.

    Example: examiner init my_course
    """
    if here:
        codes = () if language is None else _CODES[language]
        _ready(directory or Path(), codes, formgrader=formgrader, dry_run=dry_run, as_json=as_json)
        return
    if directory is None:
        raise CourseError("Name a folder for the new course: examiner init DIR. In a course of nbgrader's: --here")
    if formgrader or dry_run:
        raise CourseError("--formgrader and --dry-run go with --here; a new course has it all, in a folder of its own")
    _make(directory, _CODES[language or Language.BOTH], as_json=as_json)


def _make(directory: Path, codes: tuple[str, ...], *, as_json: bool) -> None:
    """Make a new course, and say what to do next."""
    from examiner.starting.course import ASSIGNMENT, make_course

    files = make_course(directory, codes)
    if as_json:
        emit({"course": str(directory.resolve()), "assignment": ASSIGNMENT, "files": sorted(files)})
        return
    name = escape(str(directory.resolve()))
    out.print(
        f"{name}: a course with one assignment, {ASSIGNMENT}; README.md says what each file is. Next:", soft_wrap=True
    )
    _tell(
        [
            (f"cd {shlex.quote(str(directory))}", ""),
            (
                f"examiner release {ASSIGNMENT} && examiner audit {ASSIGNMENT}",
                "what students get; are the graders good?",
            ),
            (f"cp -r example_class/. submitted/ && examiner grade {ASSIGNMENT}", "three made-up students hand in"),
            (f"examiner feedback {ASSIGNMENT} && examiner report {ASSIGNMENT}", "a page for each, and one for you"),
        ]
    )


def _tell(lines: Sequence[tuple[str, str]]) -> None:
    """Print commands, each with what it is for."""
    width = max(len(command) for command, about in lines if about)
    for command, about in lines:
        out.print(
            f"  {escape(command):<{width}}   [dim]# {escape(about)}[/]" if about else f"  {escape(command)}",
            soft_wrap=True,
        )


def _ready(start: Path, codes: tuple[str, ...], *, formgrader: bool, dry_run: bool, as_json: bool) -> None:
    """Add what a course lacks, and say what was done and what was left."""
    from examiner.starting.here import carry_out, course_here, plan

    root = course_here(start)
    steps = plan(root, codes, formgrader=formgrader)
    if not dry_run:
        carry_out(root, steps)
    for step in steps:
        if as_json:
            told = {name: value for name, value in asdict(step).items() if name != "data"}
            emit({"course": str(root), "dry_run": dry_run, **told})
    if not as_json:
        _show(root, steps, dry_run=dry_run)


def _show(root: Path, steps: Sequence[Step], *, dry_run: bool) -> None:
    colours = {"made": "green", "added": "green", "left": "dim"}
    out.print(escape(str(root)), soft_wrap=True)
    for step in steps:
        verb = {"made": "would make", "added": "would add"}.get(step.kind, step.kind) if dry_run else step.kind
        out.print(f"  [{colours[step.kind]}]{verb:<5}[/] {escape(step.path)}: {escape(step.why)}", soft_wrap=True)
    if all(step.data is None for step in steps):
        out.print("Nothing had to be changed.")


@app.command()
def new(
    assignment: Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="Name of the new assignment, such as hw2.")],
    as_json: AsJson = False,
    course: Where = None,
) -> None:
    """Add an assignment to write over: a task for the machine, one for a person, a grader.

    Example: examiner new hw2
    """
    from examiner.starting.assignment import new_assignment

    files = sorted(new_assignment(find_course(course), assignment))
    if as_json:
        emit({"assignment": assignment, "files": files})
        return
    for name in files:
        out.print(escape(name), soft_wrap=True)
    name = shlex.quote(assignment)
    out.print("Write your tasks over the two examples in the notebook, then:", soft_wrap=True)
    _tell(
        [
            (f"examiner release {name}", "the students' edition"),
            (f"examiner audit {name}", "do the graders catch wrong answers and accept right ones?"),
        ]
    )
