"""The command ``examiner export``."""

from __future__ import annotations

import enum
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from examiner.cli.lines import ExportLine
from examiner.cli.shared import DONE, NEEDS_A_PERSON, AsJson, Where, app, emit, err, find_course, out
from examiner.course.errors import CourseError, nearest
from examiner.exports.forms import By, Form, Request

if TYPE_CHECKING:
    from examiner.course.layout import Course
    from examiner.exports.sheet import Sheet

_WITH_TOTAL = (Form.CSV, Form.EXCEL, Form.JSON, Form.PARQUET)


class Missing(enum.StrEnum):
    """What counts where nothing was handed in."""

    EMPTY = "empty"
    ZERO = "zero"


Assignments = Annotated[list[str], typer.Argument(metavar="ASSIGNMENT", help="One assignment, or several.")]
To = Annotated[Form, typer.Option("--to", help="What the file is for.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="The file to write.")]
Finely = Annotated[By | None, typer.Option("--by", help="How finely marks are told (default: task).")]
Weights = Annotated[
    list[str] | None,
    typer.Option(
        "--weight",
        metavar="A=X",
        help="Share of an assignment in the course's total (default: c.Examiner.weights); may be repeated.",
    ),
]
MissingIs = Annotated[Missing, typer.Option("--missing", help="What counts where nothing was handed in.")]
Template = Annotated[
    Path | None, typer.Option("--template", metavar="FILE", help="A CSV of that system's, to be filled in.")
]
Columns = Annotated[
    list[str] | None,
    typer.Option("--column", metavar="A=TITLE", help="The column of an assignment in it; may be repeated."),
]
Tables = Annotated[
    list[Path] | None,
    typer.Option("--map", metavar="CSV", help="Says what students are called there; may be repeated."),
]
Pseudonyms = Annotated[bool, typer.Option("--pseudonyms", help="Replace names and ids, always by the same.")]


@app.command()
def export(
    assignments: Assignments,
    to: To = Form.CSV,
    file: Out = None,
    by: Finely = None,
    weight: Weights = None,
    missing: MissingIs = Missing.EMPTY,
    template: Template = None,
    column: Columns = None,
    tables: Tables = None,
    pseudonyms: Pseudonyms = False,
    as_json: AsJson = False,
    where: Where = None,
) -> None:
    """Write marks to a file for a spreadsheet, Moodle, Canvas, Gradescope or a program.

    Example: examiner export hw1 --to csv --out marks.csv
    """
    from examiner.exports import writing

    here = find_course(where)
    names = [here.require(one) for one in dict.fromkeys(assignments)]
    request = Request(
        assignments=names,
        form=to,
        out=_named(file, names),
        by=by,
        weights=_weights(names, _pairs(names, weight or [], "--weight"), _usual(here, names, to, template)),
        zero=missing is Missing.ZERO,
        template=template,
        columns=_pairs(names, column or [], "--column"),
        tables=tables or [],
        pseudonyms=pseudonyms,
    )
    _tell(request, *writing.export(here, request), as_json=as_json)


def _tell(request: Request, sheet: Sheet, notes: Sequence[str], *, as_json: bool) -> None:
    """Say what was written, and end with whether a person should read the notes."""
    waiting, file = sum(part.waiting for part in sheet.parts), str(request.out)
    if as_json:
        emit(ExportLine(file, request.form, tuple(request.assignments), len(sheet.people), waiting, tuple(notes)))
    else:
        for note in notes:
            err.print(f"[yellow]warning:[/] {escape(note)}", soft_wrap=True)
        still = f"; {waiting} marks are still waiting" if waiting else ""
        out.print(f"{escape(file)} written: {len(sheet.people)} students{still}", soft_wrap=True)
    raise typer.Exit(NEEDS_A_PERSON if notes else DONE)


def _named(file: Path | None, names: Sequence[str]) -> Path:
    if file is None:
        raise CourseError(f"say which file to write: --out {names[0]}.csv")
    return file


def _pairs(names: Sequence[str], given: Sequence[str], option: str) -> dict[str, str]:
    """Return what an option says of each assignment."""
    found: dict[str, str] = {}
    for text in given:
        name, equals, said = text.partition("=")
        if not equals or not said:
            raise CourseError(f"{option} {text!r}: write ASSIGNMENT=…, such as {names[0]}=…")
        if name not in names:
            raise CourseError(f"{option} {text!r}: {name!r} is none of the assignments named; {nearest(name, names)}")
        if name in found:
            raise CourseError(f"{option}: {name} is named twice")
        found[name] = said
    return found


def _usual(course: Course, names: Sequence[str], form: Form, template: Path | None) -> Mapping[str, float]:
    """Return the weights of the course's settings, where they count: in a total of several assignments."""
    total = len(names) > 1 and form in _WITH_TOTAL and template is None
    return dict(course.settings.weights) if total else {}


def _weights(names: Sequence[str], given: Mapping[str, str], usual: Mapping[str, float]) -> dict[str, float]:
    """Return the weights of all assignments, or of none."""
    found = {name: usual[name] for name in names if name in usual}
    for name, text in given.items():
        try:
            found[name] = float(text)
        except ValueError:
            found[name] = math.nan
        if not 0 <= found[name] < math.inf:
            raise CourseError(f"--weight {name}={text}: a weight is a number from 0 on, such as 0.4")
    without = [name for name in names if (found or usual) and name not in found]
    if without and usual:
        raise CourseError(
            f"c.Examiner.weights has none for {without[0]} ({nearest(without[0], usual)}): add it there, or give "
            f"--weight {without[0]}=0 if it does not count"
        )
    if without:
        raise CourseError(f"--weight: give {without[0]} one too, {without[0]}=0 if it does not count")
    if found and not any(found.values()):
        raise CourseError(f"{'c.Examiner.weights' if usual else '--weight'}: nothing counts if all weights are 0")
    return found
