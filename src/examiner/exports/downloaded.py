"""A CSV file that another system gave out, to be given back: what is not written to stays as it is, byte for byte."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from examiner.course.errors import CourseError, explained, nearest

_BOM = "\ufeff"
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_ENCODINGS = ("utf-8", "cp950")
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_DELIMITERS = (",", ";", "\t")
_MOST = 64 << 20  # bytes; a class of 10,000 with comments needs a tenth


@dataclass(slots=True)
class Line:
    """One record as it stands in the file.

    Parameters
    ----------
    number : int
        Of its first line.
    cells : list of str
        With their quotation marks.
    end : str
        What ends it.
    """

    number: int
    cells: list[str]
    end: str

    def __getitem__(self, column: int) -> str:
        """Return what a cell says; "" where the record is shorter."""
        raw = self.cells[column] if column < len(self.cells) else ""
        return (raw[1:-1].replace('""', '"') if raw.startswith('"') else raw).strip()


@dataclass(slots=True)
class Downloaded:
    """The file: its lines, the first of which names the columns."""

    path: Path
    encoding: str
    mark: str
    delimiter: str
    lines: list[Line] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> Downloaded:
        """Read a file.

        Raises
        ------
        CourseError
            If it cannot be read, or is no CSV file; the text names the line.
        """
        encoding, text = _decoded(path)
        mark = _BOM if text.startswith(_BOM) else ""
        text = text.removeprefix(_BOM)
        if not text.strip():
            raise CourseError(f"{path} is empty: give the file as it was downloaded")
        titles = re.split(r"[\r\n]", _QUOTED.sub("", text), maxsplit=1)[0]
        delimiter = max(_DELIMITERS, key=titles.count)
        return cls(path, encoding, mark, delimiter, list(_lines(text, delimiter, path)))

    @property
    def titles(self) -> list[str]:
        """The columns' names."""
        return [self.lines[0][column] for column in range(len(self.lines[0].cells))]

    def rows(self, first: int = 1) -> list[Line]:
        """Return the lines from some line on that hold anything."""
        return [line for line in self.lines[first:] if any(line[column] for column in range(len(line.cells)))]

    def column(self, *names: str) -> int | None:
        """Return the first column that has one of these names."""
        titles = [title.casefold() for title in self.titles]
        return next((titles.index(name.casefold()) for name in names if name.casefold() in titles), None)

    def require(self, name: str, why: str) -> int:
        """Return the column of that name, spelt so, or refuse the file."""
        if name not in self.titles:
            raise CourseError(f"{self.path} has no column {name!r}, {why}; {nearest(name, self.titles)}")
        return self.titles.index(name)

    def put(self, line: Line, column: int, text: str) -> None:
        """Write a cell, with quotation marks where it had some or needs them."""
        line.cells += [""] * (column + 1 - len(line.cells))
        needs = any(mark in text for mark in (self.delimiter, '"', "\r", "\n"))
        quoted = line.cells[column].startswith('"') or needs
        line.cells[column] = '"' + text.replace('"', '""') + '"' if quoted else text

    def add_column(self, title: str) -> int:
        """Add a column at the end, empty in all lines that hold anything, and return it."""
        column = len(self.lines[0].cells)
        self.put(self.lines[0], column, title)
        for line in self.rows():
            self.put(line, column, "")
        return column

    def to_bytes(self) -> bytes:
        """Return the file."""
        text = "".join(self.delimiter.join(line.cells) + line.end for line in self.lines)
        return (self.mark + text).encode(self.encoding, "replace")


def _decoded(path: Path) -> tuple[str, str]:
    """Return a file's encoding and its text, a byte order mark included."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CourseError(explained(error, path)) from None
    if len(raw) > _MOST:
        raise CourseError(f"{path} is larger than {_MOST >> 20} MiB: it is no list of a course's marks")
    for encoding in [name for mark, name in _UTF16.items() if raw.startswith(mark)] or _ENCODINGS:
        try:
            return encoding, raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CourseError(f"{path} is neither UTF-8 nor CP950: download it again, or save it as 'CSV UTF-8'")


def _lines(text: str, delimiter: str, path: Path) -> Iterator[Line]:
    mark = re.escape(delimiter)
    cell = re.compile(rf'("(?:[^"]|"")*"|[^{mark}"\r\n][^{mark}\r\n]*|)({mark}|\r\n|\n|\r|\Z)')
    at, start, number, cells = 0, 0, 1, list[str]()
    while at < len(text):
        found = cell.match(text, at)
        if found is None:
            wrong = number + len(re.findall(r"\r\n|\n|\r", text[start:at]))
            raise CourseError(f"{path}, line {wrong}: a quotation mark is not closed, or text follows one")
        cells.append(found[1])
        at = found.end()
        if found[2] != delimiter:
            yield Line(number, cells, found[2])
            number += len(re.findall(r"\r\n|\n|\r", text[start:at]))
            start, cells = at, []
    if cells:  # the text ends with a delimiter
        yield Line(number, [*cells, ""], "")
