"""The commands of a term's end: backup, restore, forget, next-year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from examiner.cli.shared import DONE, NEEDS_A_PERSON, AsJson, Where, app, emit, err, find_course, out
from examiner.course.errors import CourseError
from examiner.course.times import read_duration

if TYPE_CHECKING:
    from examiner.archive.next_year import NextYear  # not before it is used: nbgrader takes its time

Backup = Annotated[Path, typer.Argument(metavar="FILE", help="The backup, a zip file.")]


@app.command()
def backup(file: Backup, as_json: AsJson = False, where: Where = None) -> None:
    """Save the course in one file: gradebook, secret, hand-ins, hand marks, reports, logs, source, graders.

    Example: examiner backup ~/backups/course-2026.zip
    """
    from examiner.archive.backup import back_up

    done = back_up(find_course(where), file)
    files = len(done.manifest.files)
    if as_json:
        found = {"gradebook": done.manifest.gradebook, "notes": done.notes, "told": done.told}
        emit({"path": str(file), "files": files, **found})
    else:
        _warn(done.notes)
        for line in done.told:
            out.print(escape(line), soft_wrap=True)
        out.print(f"{escape(str(file))} written: {files} files; it holds the course's secret", soft_wrap=True)
    raise typer.Exit(NEEDS_A_PERSON if done.notes else DONE)


def _warn(notes: Sequence[str]) -> None:
    for note in notes:
        err.print(f"[yellow]warning:[/] {escape(note)}", soft_wrap=True)


@app.command()
def restore(
    file: Backup,
    place: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is empty or not there.")],
    as_json: AsJson = False,
) -> None:
    """Make a course's folder of a backup, after checking all of it.

    Example: examiner restore ~/backups/course-2026.zip course-2026
    """
    from examiner.archive.restore import restore as bring_back

    manifest, notes = bring_back(file, place)
    files = len(manifest.files)
    if as_json:
        found = {"files": files, "made": manifest.made, "server": manifest.server, "notes": notes}
        emit({"path": str(place), **found})
    else:
        out.print(f"{escape(str(place))} restored: {files} files of {manifest.made}", soft_wrap=True)
        _warn(notes)
    raise typer.Exit(NEEDS_A_PERSON if notes else DONE)


@app.command()
def forget(
    student: Annotated[str, typer.Argument(metavar="STUDENT", help="The student's id.")],
    apply: Annotated[bool, typer.Option("--apply", help="Remove it; without, it is only listed.")] = False,
    as_json: AsJson = False,
    where: Where = None,
) -> None:
    """Remove all that the course holds of a student, and list what remains.

    Example: examiner forget ada --apply
    """
    from examiner.archive import forgetting

    done = forgetting.forget(find_course(where), student, apply=apply)
    if as_json:
        emit({**asdict(done), "applied": apply})
        return
    out.print("removed:" if apply else "would be removed (with --apply):")
    for line in done.removed:
        out.print(f"  {escape(line)}", soft_wrap=True)
    out.print("remains:")
    for line in done.left:
        out.print(f"  {escape(line)}", soft_wrap=True)


@app.command(name="next-year")
def next_year(
    place: Annotated[Path, typer.Argument(metavar="DIR", help="The new course: a folder that is empty or not there.")],
    shift: Annotated[
        str, typer.Option("--shift", metavar="SPAN", help="Due dates so much later: 52w; without, there are none.")
    ] = "",
    as_json: AsJson = False,
    where: Where = None,
) -> None:
    """Make a new course with this one's content: no students, no hand-ins, no marks, another secret.

    Example: examiner next-year ../course-2027 --shift 52w
    """
    from examiner.archive import next_year as following

    span = read_duration(shift) if shift else None
    if shift and span is None:
        raise CourseError(f"--shift {shift!r} is no span such as 52w, 364d or 1w2d")
    done = following.next_year(find_course(where), place, span)
    if as_json:
        emit({"path": str(place), **asdict(done)})
    else:
        _tell(done, place)
    raise typer.Exit(NEEDS_A_PERSON if done.warnings else DONE)


def _tell(done: NextYear, place: Path) -> None:
    _warn(done.warnings)
    out.print(f"{escape(str(place))} made of {escape(', '.join(done.copied))}", soft_wrap=True)
    out.print(f"left out: {escape(', '.join(done.left_out) or 'nothing')}", soft_wrap=True)
    for name, due in done.due.items():
        out.print(f"{escape(name)} is due {due}", soft_wrap=True)
    for line in done.to_do:
        out.print(f"to do: {escape(line)}", soft_wrap=True)
