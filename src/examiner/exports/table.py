"""The marks as one table, a row a student: what people open in a spreadsheet, and programs read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from examiner.collecting.people import Person
from examiner.exports.cells import Cell, cell, written
from examiner.exports.forms import By
from examiner.exports.sheet import Part, Result, Sheet
from examiner.model import TaskKey

PEOPLE = ("student", "last_name", "first_name", "email")
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Table:
    """Names of columns, and a row of cells for each student."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def make_table(sheet: Sheet, by: By) -> Table:
    """Return the table of a sheet."""
    total = len(sheet.parts) > 1 or any(part.weight is not None for part in sheet.parts)
    header = [*PEOPLE, *(name for part in sheet.parts for name in _header(part, by))]
    header += ["total", "total of"] if total else []
    rows = [(*_row(sheet, one, by), *(_total(sheet, one) if total else ())) for one in sheet.people]
    return Table(tuple(header), tuple(rows))


def _header(part: Part, by: By) -> Iterator[str]:
    name = part.assignment
    yield f"{name} status"
    for key, check in fine(part, by):
        yield f"{name}: {part.name(key)}" + (f": {check}" if check else "")
    yield from (f"{name} penalty", f"{name} so far", name, f"{name} of")


def _row(sheet: Sheet, one: Person, by: By) -> Iterator[Cell]:
    yield from (one.student, one.last_name, one.first_name, one.email)
    for part in sheet.parts:
        result = part.results[one.student]
        yield str(result.state)
        yield from (_fine(result, key, check) for key, check in fine(part, by))
        yield from (result.penalty, result.so_far, cell(result.mark), result.most)


def _total(sheet: Sheet, one: Person) -> tuple[Cell, Cell]:
    value, most = sheet.total(one.student)
    return cell(value), most


def _fine(result: Result, key: TaskKey, check: str) -> Cell:
    return cell(result.check(key, check) if check else result.task(key))


def fine(part: Part, by: By) -> Iterator[tuple[TaskKey, str]]:
    """Yield the tasks, and with ``By.CHECK`` their checks, that have columns; a task itself is no check."""
    for task in part.tasks if by is not By.TOTAL else ():
        yield task.key, ""
        yield from ((task.key, check.name) for check in (task.checks if by is By.CHECK else ()))


def text_of(rows: Iterable[Iterable[Cell]], *, for_people: bool = False) -> bytes:
    """Return rows as CSV (RFC 4180) in UTF-8.

    Parameters
    ----------
    rows : iterable of iterable of Cell
    for_people : bool
        Begin with a byte order mark where a text is not ASCII: without one, spreadsheets take another encoding.
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows([written(one) for one in row] for row in rows)
    mark = _BOM if for_people and not text.getvalue().isascii() else ""
    return (mark + text.getvalue()).encode("utf-8", "replace")


def to_csv(table: Table) -> bytes:
    """Return a table as CSV that spreadsheets open."""
    return text_of([table.header, *table.rows], for_people=True)
