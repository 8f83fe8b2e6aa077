"""The table as an Excel workbook (ECMA-376, the parts that a plain table needs): numbers are numbers, text is text.

Text stands in cells of kind ``inlineStr``, which no program runs as a formula, so that names are as they are.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from examiner.exports.cells import Cell, number
from examiner.exports.sheet import Sheet
from examiner.exports.table import Table

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_LONGEST = 32_767  # characters of a cell
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff\r]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NUMBER, _TEXT, _TITLE = 0, 1, 2  # styles: cellXfs below, by place
_WHEN = (1980, 1, 1, 0, 0, 0)  # of the parts: the same marks are the same file
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill '
    'patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border>'
    '<left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" '
    'fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" '
    'xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" '
    'quotePrefix="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


def to_excel(table: Table, sheet: Sheet) -> bytes:
    """Return a workbook of two sheets: the marks, and what the tasks are called and worth."""
    tasks: list[Sequence[Cell]] = [("assignment", "task", "title", "points")]
    tasks += [
        (part.assignment, part.name(task.key), str(task.title), task.max_score)
        for part in sheet.parts
        for task in part.tasks
    ]
    return _workbook({"marks": [table.header, *table.rows], "tasks": tasks})


def _workbook(sheets: Mapping[str, Iterable[Sequence[Cell]]]) -> bytes:
    parts = {f"xl/worksheets/sheet{place}.xml": _sheet(rows) for place, rows in enumerate(sheets.values(), start=1)}
    parts = {**_frame([*sheets]), **parts, "xl/styles.xml": _STYLES}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _WHEN), text.encode(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _frame(names: Sequence[str]) -> dict[str, str]:
    """Return the parts that say what else there is."""
    places = range(1, len(names) + 1)
    kinds = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    kinds += [(f"/xl/worksheets/sheet{place}.xml", "worksheet") for place in places]
    types = "".join(f'<Override PartName="{name}" ContentType="{_KIND}.{kind}+xml"/>' for name, kind in kinds)
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, start=1)
    )
    links = [(f"rId{place}", "worksheet", f"worksheets/sheet{place}.xml") for place in places]
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        f'"application/xml"/>{types}</Types>',
        "_rels/.rels": _links([("rId1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _links([*links, (f"rId{len(names) + 1}", "styles", "styles.xml")]),
    }


def _links(links: Iterable[tuple[str, str, str]]) -> str:
    found = "".join(f'<Relationship Id="{one}" Type="{_REL}/{kind}" Target="{to}"/>' for one, kind, to in links)
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


def _sheet(rows: Iterable[Sequence[Cell]]) -> str:
    """Return a sheet whose first row stays in view."""
    body = "".join(
        f'<row r="{place}">{"".join(_cells(place, row, _TITLE if place == 1 else _TEXT))}</row>'
        for place, row in enumerate(rows, start=1)
    )
    view = '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
    view += 'state="frozen"/></sheetView></sheetViews>'
    return f'{_HEAD}<worksheet xmlns="{_MAIN}">{view}<sheetData>{body}</sheetData></worksheet>'


def _cells(place: int, row: Sequence[Cell], style: int) -> Iterator[str]:
    for column, value in enumerate(row):
        name = f"{_letters(column)}{place}"
        if isinstance(value, str):
            text = escape(_xml(value[:_LONGEST]))
            yield f'<c r="{name}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        elif value is not None:
            yield f'<c r="{name}" s="{_NUMBER}"><v>{number(value)}</v></c>'


def _letters(column: int) -> str:
    """Return a column's name: A, …, Z, AA, …"""
    before, last = divmod(column, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


def _xml(text: str) -> str:
    """Return a text with what XML cannot hold as the format writes it, ``_x0007_``."""
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    return _NO_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
