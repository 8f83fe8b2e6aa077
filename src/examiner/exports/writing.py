"""From a request to a file: which of the forms, with which students, and what a person should know of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from examiner.collecting.people import People
from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.exports import canvas, gradescope, moodle
from examiner.exports.document import MarksDocument
from examiner.exports.downloaded import Downloaded
from examiner.exports.excel import to_excel
from examiner.exports.filling import other_share
from examiner.exports.forms import By, Form, Request
from examiner.exports.parquet import to_parquet
from examiner.exports.pseudonyms import with_pseudonyms
from examiner.exports.sheet import Sheet, read_sheet
from examiner.exports.table import make_table, to_csv
from examiner.model import durable, serial
from examiner.pages.text import harmless

_TOTALS_ONLY = (Form.MOODLE, Form.CANVAS)
_FILL: Mapping[Form, Callable[[Downloaded, Sheet, People, Mapping[str, str]], list[str]]] = {
    Form.MOODLE: moodle.fill,
    Form.CANVAS: canvas.fill,
    Form.GRADESCOPE: gradescope.fill,
}


def export(course: Course, request: Request) -> tuple[Sheet, list[str]]:
    """Write the file, whole or not at all, and return whose marks it holds and what a person should know.

    Raises
    ------
    CourseError
        If the request contradicts itself, or a file is not as it must be.
    """
    _check(request)
    sheet = read_sheet(course, request.assignments, request.weights, missing=0.0 if request.zero else None)
    if request.pseudonyms:
        sheet = with_pseudonyms(course, sheet)
    if request.template is None:
        data, notes = _new(sheet, request), [*_odd_names(sheet, request), *_misleading(sheet, request)]
    else:
        file = Downloaded.read(request.template)
        notes = _FILL[request.form](file, sheet, _people(sheet, request.tables), request.columns)
        data = file.to_bytes()
    durable.write_bytes(request.out, data)
    return sheet, notes


def _check(request: Request) -> None:
    form, template = request.form, request.template
    if form in _TOTALS_ONLY and request.by not in (None, By.TOTAL):
        raise CourseError(f"--by {request.by}: {form} takes one number for each assignment; leave --by away")
    if template is None and (request.columns or request.tables):
        raise CourseError("--column and --map say how a file of another system is read: give it with --template FILE")
    if template is None:
        return
    if form not in _FILL:
        raise CourseError(f"--template: {form} fills in no file; --to moodle, canvas and gradescope do")
    if request.pseudonyms:
        raise CourseError(
            "--pseudonyms: a file for another system needs the names that it knows; leave --template away"
        )
    if request.by is not None:
        raise CourseError("--by: a file that is filled in has columns of its own; leave --by away")
    if request.out.exists() and template.exists() and request.out.samefile(template):
        raise CourseError(
            f"--out is the template, {template}: give another name, so that it stays as it was downloaded"
        )


def _new(sheet: Sheet, request: Request) -> bytes:
    by = request.by or By.TASK
    match request.form:
        case Form.MOODLE:
            return moodle.new_file(sheet)
        case Form.CANVAS:
            return canvas.new_file(sheet)
        case Form.GRADESCOPE:
            return gradescope.new_file(sheet, by)
        case Form.JSON:
            return serial.dumps(MarksDocument.of(sheet, by)).encode()
        case Form.EXCEL:
            return to_excel(make_table(sheet, by), sheet)
        case Form.PARQUET:
            return to_parquet(make_table(sheet, by))
        case Form.CSV:
            return to_csv(make_table(sheet, by))


def _odd_names(sheet: Sheet, request: Request) -> list[str]:
    """Return whose id another system will not know: it is written otherwise, since it looks like a formula."""
    if request.form not in _FILL:
        return []
    odd = [one.student for one in sheet.people if harmless(one.student) != one.student]
    return [f"{name!r} is written as {harmless(name)!r}, so that no spreadsheet runs it" for name in odd]


def _misleading(sheet: Sheet, request: Request) -> list[str]:
    """Return whose points will be taken for another share than they are, and what weighs nothing in the totals."""
    if request.form in _TOTALS_ONLY:  # Gradescope's own forms have each student's maximum
        return [why for part in sheet.parts for one in sheet.people if (why := other_share(part, one.student))]
    return [
        f"nothing can be earned in {part.assignment}, so its weight counts in nobody's total; give it weight 0"
        for part in sheet.parts
        if part.weight and part.most == 0
    ]


def _people(sheet: Sheet, tables: Sequence[Path]) -> People:
    """Return the students by all that they are called, but for their numbers: those are the system's own."""
    people = People.of(replace(one, lms_user_id="") for one in sheet.people)
    for table in tables:
        people.learn(table)
    return people
