"""The commands by which staff rule: extend, excuse, void; and take back."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from rich.markup import escape

from examiner.cli.lines import RulingLine
from examiner.cli.shared import (
    DONE,
    NEEDS_A_PERSON,
    AsJson,
    Assignment,
    Students,
    Where,
    app,
    emit,
    err,
    find_course,
    out,
)
from examiner.course.acting import author, now
from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.course.times import read_duration, read_time
from examiner.model import TaskKey
from examiner.model.rulings import Kind, Ruling, Voided

Groups = Annotated[
    list[str] | None, typer.Option("--group", "-g", metavar="NAME", help="A group of groups.csv; may be repeated.")
]
Tasks = Annotated[
    list[str] | None,
    typer.Option("--task", "-t", metavar="ID", help="A task, by its grade id with or without test_; may be repeated."),
]


@dataclass(frozen=True)
class How:
    """What all three commands are told alike."""

    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, for staff.")] = ""
    undo: Annotated[bool, typer.Option("--undo", help="Take it back.")] = False
    only_list: Annotated[bool, typer.Option("--list", help="Only say what holds.")] = False
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say whose marks would change.")] = False
    as_json: AsJson = False
    where: Where = None


def _command(function: Callable[..., None]) -> Callable[..., None]:
    """Make a command of a function: the fields of its parameter ``how`` become options."""
    own = [one for one in inspect.signature(function, eval_str=True).parameters.values() if one.name != "how"]
    common = [*inspect.signature(How, eval_str=True).parameters.values()]

    @functools.wraps(function)
    def run(**given: Any) -> None:
        how = How(**{one.name: given.pop(one.name) for one in common})
        function(**given, how=how)

    del run.__wrapped__  # else its signature is asked
    run.__annotations__ = {one.name: one.annotation for one in (*own, *common)}
    run.__signature__ = inspect.Signature([*own, *common])  # type: ignore[attr-defined]
    return app.command()(run)


@_command
def extend(
    assignment: Assignment,
    how: How,
    student: Students = None,
    group: Groups = None,
    until: Annotated[str, typer.Option("--until", metavar="TIME", help="The due date instead of the class's.")] = "",
    by: Annotated[str, typer.Option("--by", metavar="SPAN", help="So much after the class's: 2d, 36h, 1d12h.")] = "",
) -> None:
    """Give students another due date.

    Example: examiner extend hw1 --student ada --until "2026-03-02 12:00"
    """

    def wanted(here: Course) -> list[Ruling]:
        span = {} if how.undo else _span(here, until, by)
        return [
            _ruling(Kind.EXTEND, assignment, how, student=name, group=named_by, **span)
            for name, named_by in _students(here, assignment, student, group)
        ]

    _run(assignment, Kind.EXTEND, how, wanted)


@_command
def excuse(
    assignment: Assignment,
    how: How,
    student: Students = None,
    group: Groups = None,
    task: Tasks = None,
) -> None:
    """Have a task, or without --task the whole assignment, not count for students.

    Example: examiner excuse hw1 --student ada --task test_logit
    """

    def wanted(here: Course) -> list[Ruling]:
        keys = _tasks(here, assignment, task) or [TaskKey("", "")]
        return [
            _ruling(Kind.EXCUSE, assignment, how, student=name, group=named_by, **key._asdict())
            for name, named_by in _students(here, assignment, student, group)
            for key in keys
        ]

    _run(assignment, Kind.EXCUSE, how, wanted)


@_command
def void(
    assignment: Assignment,
    how: How,
    task: Tasks = None,
    points: Annotated[
        Voided, typer.Option("--points", help="full: everybody has them all; out: they leave the total.")
    ] = Voided.FULL,
) -> None:
    """Take a task out for everybody.

    Example: examiner void hw1 --task test_logit --points full
    """

    def wanted(here: Course) -> list[Ruling]:
        keys = _tasks(here, assignment, task)
        if not keys:
            raise CourseError("no task is named: add --task ID")
        kept = None if how.undo else points
        return [_ruling(Kind.VOID, assignment, how, points=kept, **key._asdict()) for key in keys]

    _run(assignment, Kind.VOID, how, wanted)


# -- what is named ------------------------------------------------------------------------------------


def _students(
    course: Course, assignment: str, students: Sequence[str] | None, groups: Sequence[str] | None
) -> list[tuple[str, str]]:
    from examiner.gradebook.named import students_named

    if not students and not groups:
        raise CourseError("nobody is named: add --student NAME or --group NAME")
    return students_named(course, assignment, students or (), groups or ())


def _tasks(course: Course, assignment: str, names: Sequence[str] | None) -> list[TaskKey]:
    from examiner.gradebook.named import tasks_named

    return tasks_named(course, assignment, names or ())


def _span(course: Course, until: str, by: str) -> dict[str, str | float]:
    if bool(until) == bool(by):
        raise CourseError("an extension needs one of --until TIME and --by SPAN")
    if by:
        span = read_duration(by)
        if span is None:
            raise CourseError(f"--by {by!r} is no span of time such as 2d, 36h or 1d12h")
        return {"seconds": span.total_seconds()}
    moment = read_time(until, course.settings.timezone)
    if moment is None:
        raise CourseError(f"--until {until!r} is no time such as '2026-03-02 12:00' or '2026-03-02T12:00+08:00'")
    return {"until": moment.isoformat()}


def _ruling(kind: Kind, assignment: str, how: How, **about: Any) -> Ruling:
    return Ruling(kind=kind, assignment=assignment, undone=how.undo, who=author(), when=now(), why=how.why, **about)


# -- running and telling ------------------------------------------------------------------------------


def _run(assignment: str, kind: Kind, how: How, wanted: Callable[[Course], list[Ruling]]) -> None:
    from examiner.gradebook.ruling import rule

    here = find_course(how.where)
    here.require(assignment)
    if how.only_list:
        _list(here, assignment, kind, how.as_json)
        return
    done = rule(here, assignment, wanted(here), dry_run=how.dry_run)
    for ruling in (*done.new, *done.same):
        if how.as_json:
            emit(RulingLine.of(ruling, changed=ruling in done.new, dry_run=how.dry_run, changes=done.changes))
            continue
        mark = ("would be: " if how.dry_run else "") if ruling in done.new else "was so already: "
        out.print(escape(mark + _sentence(ruling)), soft_wrap=True)
    for change in () if how.as_json else done.changes:
        before, after = ("–" if x is None else f"{x:g}" for x in (change.before, change.after))
        out.print(escape(f"{change.student}: {before} -> {after} points"), soft_wrap=True)
    for trouble in done.troubles:
        err.print(f"[yellow]warning:[/] {escape(trouble)}", soft_wrap=True)
    raise typer.Exit(NEEDS_A_PERSON if done.troubles else DONE)


def _list(course: Course, assignment: str, kind: Kind, as_json: bool) -> None:
    from examiner.course.rulings import read_rulings

    held = read_rulings(course).in_force(assignment, kind)
    for ruling in held:
        emit(RulingLine.of(ruling)) if as_json else out.print(escape(_sentence(ruling)), soft_wrap=True)
    if not held and not as_json:
        out.print(f"nothing holds for {escape(assignment)}")


def _sentence(ruling: Ruling) -> str:
    """Return what a ruling says, and by whom and why it was made."""
    what = ruling.grade_id or "all of it"
    match ruling.kind:
        case Kind.EXTEND:
            span = f"until {ruling.until}" if ruling.until else f"{ruling.seconds / 3600:g} h after the class"
            said = "no extension" if ruling.undone else f"extended {span}"
        case Kind.EXCUSE:
            said = f"{what} counts" if ruling.undone else f"excused from {what}"
        case Kind.VOID:
            points = "everybody has its points" if ruling.points is Voided.FULL else "its points leave the total"
            said = "counts" if ruling.undone else f"void, {points}"
    whom = ruling.student or ruling.grade_id
    by = f"{ruling.who}, {ruling.when}" + (f", group {ruling.group}" if ruling.group else "")
    return f"{ruling.assignment}, {whom}: {said} ({by})" + (f": {ruling.why}" if ruling.why else "")
