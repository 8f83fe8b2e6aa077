"""The commands of every day: release, grade, feedback, report, doctor, demo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from examiner.cli import summary
from examiner.cli.lines import GradeLine
from examiner.cli.shared import (
    DONE,
    INTERRUPTED,
    NEEDS_A_PERSON,
    AsJson,
    Assignment,
    Server,
    Students,
    Where,
    app,
    emit,
    err,
    find_course,
    out,
    progress_bar,
    resources,
)
from examiner.course.errors import CourseError
from examiner.course.unboxed import remedy, runs_unboxed, unboxed_warnings
from examiner.model import Report

if TYPE_CHECKING:
    from examiner.batch.runner import Batch
    from examiner.kernels.doctor import Finding

# -- release ------------------------------------------------------------------------------------------


@app.command()
def release(
    assignment: Assignment,
    check: Annotated[bool, typer.Option("--check", help="Only say whether release/ is up to date.")] = False,
    as_json: AsJson = False,
    course: Where = None,
) -> None:
    """Make the students' edition of an assignment.

    Example: examiner release hw1
    """
    from examiner.gradebook.reading import Gradebook
    from examiner.release.edition import make_release

    here = find_course(course)
    here.require(assignment)
    if not check:
        Gradebook(here).due(assignment)  # one that is damaged or old is told in our words, not in nbgrader's
    result = make_release(here, assignment, check=check)
    warn([*result.warnings, *unboxed_warnings(here.settings)])
    if as_json:
        told = {"differences": result.differences, "kept_back": result.kept_back, "warnings": result.warnings}
        emit({"assignment": assignment, "current": not result.differences, **told})
    elif check and result.differences:
        for difference in result.differences:
            err.print(escape(str(difference)), soft_wrap=True)
        err.print(f"release/{escape(assignment)} is out of date. Run: examiner release {escape(assignment)}")
    else:
        out.print(f"{escape(str(result.folder))} {'is up to date' if check else 'written'}", soft_wrap=True)
    if result.kept_back and not as_json:
        names = ", ".join(result.kept_back)
        err.print(f"kept from students because of their names: {escape(names)}", soft_wrap=True)
    raise typer.Exit(NEEDS_A_PERSON if check and result.differences else DONE)


# -- grade --------------------------------------------------------------------------------------------


@app.command()
def grade(
    context: typer.Context,
    assignment: Assignment,
    student: Students = None,
    jobs: Annotated[int, typer.Option(min=0, help="Submissions graded at once (0: one for each core).")] = 0,
    force: Annotated[bool, typer.Option("--force", help="Grade again what has not changed.")] = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="Hash again what seems unchanged by size and times.")
    ] = False,
    no_box: Annotated[bool, typer.Option("--no-box", help="Run code WITHOUT isolation; marks every report.")] = False,
    as_json: AsJson = False,
    course: Where = None,
    server: Server = None,
) -> None:
    """Grade submissions into autograded/ and the gradebook.

    Example: examiner grade hw1 --jobs 4
    """
    from examiner.batch.changes import Changes
    from examiner.batch.runner import Batch

    here = find_course(course)
    boxed = here.settings.box and not no_box
    given = resources(context, server)
    batch = Batch(here, here.require(assignment), jobs=jobs, boxed=boxed, server=given.server, executor=given.executor)
    students = who_handed_in(batch, student or ())
    changes, told, done = Changes(here, assignment, students, batch.stored), len(batch.warnings), []
    results = batch.run(students, force=force, verify=verify)
    try:
        for report in watched(results, len(students), f"grading {assignment}", quiet=as_json):
            done.append(marks := changes.marks(report, untouched=report.student in batch.untouched))
            if as_json:
                emit(GradeLine.of(marks, changes.before(report.student)))
    except KeyboardInterrupt:
        results.close()
        raise stopped(len(done), len(students)) from None
    finally:
        warn(batch.warnings[told:])  # of what only shows once kernels are there
    summary.show(done, len(students), changes.sentence(), troubles_only=as_json)
    raise typer.Exit(NEEDS_A_PERSON if batch.problems or any(one.trouble for one in done) else DONE)


def stopped(done: int, total: int) -> typer.Exit:
    """Tell how far a run came that was interrupted, and return how it ends."""
    err.print(f"stopped: {done} of {total} done, which is kept. Run it again to go on.")
    return typer.Exit(INTERRUPTED)


def who_handed_in(batch: Batch, named: Sequence[str]) -> list[str]:
    """Return whom to grade, after the warnings; nobody is no finished run: end as nbgrader's command does there."""
    students, here = batch.students(named), batch.course
    warn([*batch.warnings, *unboxed_warnings(here.settings)])
    if not students:
        place = here.submitted("<student>", batch.assignment)
        told = escape(f"nobody has handed in {batch.assignment}: looked for {place}/")
        err.print(f"[bold red]error:[/] {told}", soft_wrap=True)
        raise typer.Exit(NEEDS_A_PERSON)
    return students


def warn(warnings: Sequence[str]) -> None:
    """Print warnings, one a line."""
    for warning in warnings:
        err.print(f"[yellow]warning:[/] {escape(warning)}", soft_wrap=True)


def watched(reports: Iterator[Report], total: int, what: str, *, quiet: bool) -> Iterator[Report]:
    """Pass reports on under a bar with the time left."""
    if quiet:
        yield from reports
        return
    with progress_bar() as bar:
        task = bar.add_task(escape(what), total=total)
        for report in reports:
            bar.advance(task)
            yield report


# -- feedback and reports -----------------------------------------------------------------------------


@app.command()
def feedback(assignment: Assignment, student: Students = None, as_json: AsJson = False, course: Where = None) -> None:
    """Write one feedback page per student into feedback/.

    Example: examiner feedback hw1
    """
    from examiner.feedback import publish

    here = find_course(course)
    pages = publish.feedback(here, here.require(assignment), student or ())
    for name, path in pages:
        emit({"student": name, "path": str(path)}) if as_json else out.print(escape(str(path)), soft_wrap=True)
    if not pages:
        err.print(f"nothing is graded yet. Run: examiner grade {escape(assignment)}")
        raise typer.Exit(NEEDS_A_PERSON)


@app.command()
def report(
    assignment: Annotated[
        str | None,
        typer.Argument(
            metavar="ASSIGNMENT", help="Name of the assignment, such as hw1; without one, the whole course."
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="One page over all assignments of the course.")] = False,
    as_json: AsJson = False,
    course: Where = None,
) -> None:
    """Write the class report: who struggled where; without an assignment, a page over the whole course.

    Example: examiner report hw1
    """
    from examiner.reports import publish

    here = find_course(course)
    if every and assignment is not None:
        raise typer.BadParameter("name an assignment or say --all, not both")
    if assignment is not None:
        figures = publish.class_report(here, here.require(assignment))
        emit(figures) if as_json else out.print(escape(figures.path), soft_wrap=True)
        return
    path, found = publish.course_report(here)
    if as_json:
        for one in found:
            emit(one)
    else:
        out.print(escape(str(path)), soft_wrap=True)
    if not found:
        err.print("nothing is graded yet. Run: examiner grade ASSIGNMENT")
        raise typer.Exit(NEEDS_A_PERSON)


# -- host ---------------------------------------------------------------------------------------------


@app.command()
def doctor(
    as_json: AsJson = False,
    kernelspec: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Also write a Jupyter kernel specification for boxed kernels there."),
    ] = None,
    course: Annotated[
        Path | None, typer.Option("--course", metavar="DIR", help="Also try this course's libraries and box user.")
    ] = None,
) -> None:
    """Say what isolation this host offers, and what mends what is missing.

    Example: examiner doctor
    """
    from examiner.kernels import doctor as clinic

    settings = find_course(course).settings if course is not None else None
    findings = clinic.examine(settings.preload, settings.box_uid()) if settings is not None else clinic.examine()
    findings += _door_of_nbgrader(course)
    for finding in findings:
        if as_json:
            emit(asdict(finding))
            continue
        mark = "[green]ok  [/]" if finding.good else "[bold red]BAD [/]"
        out.print(f"{mark} {escape(finding.what)}: {escape(finding.detail or 'holds')}", soft_wrap=True)
        if finding.remedy:
            out.print(f"     remedy: {escape(finding.remedy)}", soft_wrap=True)
    if kernelspec is not None:
        out.print(escape(str(clinic.write_kernelspec(kernelspec))), soft_wrap=True)
    raise typer.Exit(DONE if all(finding.good for finding in findings) else NEEDS_A_PERSON)


def _door_of_nbgrader(where: Path | None) -> list[Finding]:
    """Return whether nbgrader's own commands grade in the box; nothing outside of courses."""
    from examiner.kernels.doctor import Finding

    try:
        settings = find_course(where).settings
    except CourseError:  # this host can be examined anywhere, also where a course is not as it must be
        return []
    unboxed = runs_unboxed(settings)
    detail = "it would run submissions outside the box, as you" if unboxed else ""
    return [Finding("nbgrader's own autograde", not unboxed, detail, remedy(settings) if unboxed else "")]


@app.command()
def demo(
    keep: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Make the course's copy there (default: a temporary folder).")
    ] = None,
    course: Where = None,
) -> None:
    """Grade an example class of 12 in a throw-away copy of this course.

    Example: examiner demo
    """
    from examiner.cli import demo as show

    for key, value in show.run(find_course(course), keep, lambda text: err.print(escape(text), soft_wrap=True)):
        print(f"{key}: {value}", flush=True)
