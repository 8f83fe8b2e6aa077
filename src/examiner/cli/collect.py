"""The command ``examiner collect``."""

from __future__ import annotations

import codecs
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from examiner.cli.lines import CollectLine
from examiner.cli.shared import DONE, NEEDS_A_PERSON, AsJson, Assignment, Where, app, emit, err, find_course, out
from examiner.course.errors import CourseError
from examiner.course.layout import Course

if TYPE_CHECKING:
    from examiner.collecting.people import People
    from examiner.collecting.plan import Plan, Row
    from examiner.collecting.unpacking import Item


More = Annotated[list[Path] | None, typer.Argument(metavar="PATH", help="Further places to collect from.")]
Sources = Annotated[
    list[Path] | None, typer.Option("--from", metavar="PATH", help="A folder, notebook or zip file; may be repeated.")
]
Tables = Annotated[
    list[Path] | None,
    typer.Option("--map", metavar="CSV", help="Says what students are called elsewhere; Moodle's worksheet will do."),
]
Pattern = Annotated[str, typer.Option("--pattern", metavar="REGEX", help="What paths mean, with named groups.")]
ZipNames = Annotated[
    str, typer.Option("--zip-names", metavar="ENCODING", help="Of names in zip files that do not say it: cp950, gbk …")
]
FileTimes = Annotated[
    bool,
    typer.Option("--file-times", help="Where no system says when, take a file's own time: lateness counts by it."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would be taken.")]


@app.command()
def collect(
    assignment: Assignment,
    more: More = None,
    sources: Sources = None,
    tables: Tables = None,
    pattern: Pattern = "",
    zip_names: ZipNames = "",
    file_times: FileTimes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    where: Where = None,
) -> None:
    """Collect hand-ins from folders and the zip files of Moodle, Canvas, Gradescope, Blackboard and others.

    Example: examiner collect hw1 --from ~/Downloads/hw1.zip --dry-run
    """
    from examiner.collecting.plan import make_plan
    from examiner.collecting.receipts import Receipts
    from examiner.collecting.taking import room_in, take

    here = find_course(where)
    here.require(assignment)
    people, given = _people(here, tables or []), _compiled(pattern)
    with tempfile.TemporaryDirectory() if dry_run else room_in(here, _tell) as folder:
        items = _items(here, assignment, [*(sources or []), *(more or [])], Path(folder), zip_names)
        receipts = Receipts(here, assignment)
        plan = make_plan(here, assignment, items, people, pattern=given, receipts=receipts, file_times=file_times)
        if not dry_run:
            take(here, assignment, plan, Path(folder))
    if not as_json:
        _show(plan, dry_run)
    for path, rows in _by_file(plan).items() if as_json else ():
        students = ", ".join(dict.fromkeys(row.student for row in rows if row.student))
        reasons = "; ".join(dict.fromkeys(row.reason for row in rows))
        emit(CollectLine(path, students or None, any(row.taken for row in rows), reasons))
    raise typer.Exit(NEEDS_A_PERSON if plan.unsettled else DONE)


def _items(here: Course, assignment: str, paths: list[Path], room: Path, encoding: str) -> list[Item]:
    from examiner.collecting.unpacking import Unpacking

    if not paths:
        raise CourseError("nothing to collect from: name folders, notebooks or zip files with --from")
    if encoding:
        try:
            codecs.lookup(encoding)
        except LookupError:
            raise CourseError(f"--zip-names: there is no encoding {encoding!r}") from None
    most = here.settings.limits(assignment).largest_file_mib
    return Unpacking(room, most, here.settings.timezone, encoding).items(paths)


def _people(here: Course, tables: list[Path]) -> People:
    """Return the course's students, and what tables call them.

    Raises
    ------
    CourseError
        If there are none.
    """
    from examiner.collecting.people import People, Person
    from examiner.course.groups import read_groups
    from examiner.gradebook.reading import Gradebook

    roster = [Person(**one) for one in Gradebook(here).people()]
    people = People.of(roster, read_groups(here) if here.groups.is_file() else {})
    for table in tables:
        people.learn(table)
    if not people.students:
        raise CourseError(
            "the course has no students yet, so no file can be anybody's: enter them with "
            "'nbgrader db student import FILE', or give a table with --map"
        )
    return people


def _compiled(pattern: str) -> re.Pattern[str] | None:
    from examiner.collecting.systems import GROUPS

    if not pattern:
        return None
    try:
        made = re.compile(pattern)
    except re.error as error:
        raise CourseError(f"--pattern {pattern!r} is no regular expression: {error}") from None
    unknown = sorted(set(made.groupindex) - set(GROUPS))
    if unknown or not set(made.groupindex) & set(GROUPS[:6]):
        problem = f"there is no group {unknown[0]!r}" if unknown else "no group says whose a file is"
        raise CourseError(f"--pattern: {problem}; groups are {', '.join(GROUPS)}, such as (?P<student>[^/]+)")
    return made


def _by_file(plan: Plan) -> dict[str, list[Row]]:
    """Return the rows of each file: one of a group has a row for each member."""
    found: dict[str, list[Row]] = {}
    for row in plan.rows:
        found.setdefault(row.path, []).append(row)
    return found


def _tell(sentence: str) -> None:
    err.print(escape(sentence))


def _show(plan: Plan, dry_run: bool) -> None:
    table = Table(box=None, pad_edge=False)
    for title in ("file", "student", "taken", "why"):
        table.add_column(title, overflow="fold")
    for row in plan.rows:
        table.add_row(escape(row.path), escape(row.student), "yes" if row.taken else "no", escape(row.reason))
    out.print(table)
    would = "would be " if dry_run else ""
    count = len(plan.taken)
    out.print(f"{count} hand-in{'' if count == 1 else 's'} {would}taken")
    if plan.unsettled:
        err.print(f"{len(plan.unsettled)} files need a person: they are taken by nobody's guess")
