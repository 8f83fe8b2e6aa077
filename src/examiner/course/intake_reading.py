"""From the bytes of an uploaded notebook to plain cells, whatever tool or person wrote them.

Only what grading needs is taken over: each cell's type, text, id and nbgrader metadata. Outputs,
attachments and all other metadata stay behind, so nothing of them can trip or mislead what comes later.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from examiner.course.errors import Rejected
from examiner.course.intake_files import listed
from examiner.course.nodes import CELL_ID, CELL_TYPES, nbgrader, new_cell, new_notebook

MAX_CELLS = 3000
MAX_SOURCE = 1_000_000  # characters of one cell
MAX_NESTED = 1_000_000  # lists and objects: Python needs some 60 bytes for each, even if it is empty
_LOOKS_LIKE = {  # first bytes of what people upload by mistake
    b"<": "a web page. Upload the notebook itself",
    b"PK\x03\x04": "a ZIP archive. Unpack it and upload the notebook",
    b"%PDF": "a PDF. Upload the notebook",
    b"version https://git-lfs": "a Git LFS pointer. Upload the notebook itself",
}
_AGAIN = "Open it in Jupyter, save it and upload it again"


@dataclass(frozen=True, slots=True)
class Reading:
    """A notebook as it was uploaded, cleaned but not yet compared with the assignment.

    Parameters
    ----------
    notebook : NotebookNode
        Of format 4.5, without outputs.
    notes : tuple of str
        What was repaired, for the student.
    """

    notebook: NotebookNode
    notes: tuple[str, ...] = ()


def parse_notebook(raw: bytes, name: str = "the notebook") -> Reading:
    """Return the cells of an uploaded notebook.

    Raises
    ------
    Rejected
        If ``raw`` is not a notebook of format 3 or 4.
    """
    notes: list[str] = []
    data = _parse(_decode(raw, name, notes), name)
    raw_cells = _raw_cells(data, name, notes)
    if damaged := [str(number) for number, cell in enumerate(raw_cells, 1) if _is_damaged(cell)]:
        notes.append(f"These cells were damaged and were repaired: {listed(damaged)}.")
    if any(isinstance(cell, dict) and cell.get("attachments") for cell in raw_cells):
        notes.append("Pictures and files attached to cells were left out.")
    cells = [_cell(cell, number) for number, cell in enumerate(raw_cells, 1)]
    seen: set[str] = set()
    for number, cell in enumerate(cells, 1):
        if cell.id in seen:
            cell.id = f"upload-{number}"
        seen.add(cell.id)
    return Reading(new_notebook(cells), tuple(notes))


def _decode(raw: bytes, name: str, notes: list[str]) -> str:
    """Decode as JSON is encoded (RFC 8259 and what came before), else as Latin-1."""
    for start, what in _LOOKS_LIKE.items():
        if raw.lstrip().startswith(start):
            raise Rejected(f"{name} is not a notebook but {what}.")
    encoding = json.detect_encoding(raw)
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":  # a byte order mark says so
            raise Rejected(f"{name} is damaged: byte {error.start} is not {encoding}. {_AGAIN}.") from None
    notes.append("The file is not encoded in UTF-8 and was read as Latin-1; letters outside ASCII may be wrong.")
    return raw.decode("latin-1")


def _parse(text: str, name: str) -> Any:
    if text.count("[") + text.count("{") > MAX_NESTED:
        raise Rejected(f"{name} holds more than {MAX_NESTED} lists and objects. Clear its outputs and save it.")
    try:
        return json.loads(text, strict=False, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        end = len(text.rstrip("\0 \t\r\n"))
        if error.pos >= end or error.msg.startswith("Unterminated string"):
            lines = text.count("\n", 0, end) + 1
            raise Rejected(f"{name} is cut off: it ends at line {lines} in the middle of a cell. {_AGAIN}.") from None
        raise Rejected(
            f"{name} is damaged: line {error.lineno}, column {error.colno}: {error.msg}. {_AGAIN}."
        ) from None
    except RecursionError:
        raise Rejected(f"{name} is damaged: its values are nested too deep. {_AGAIN}.") from None
    except ValueError:  # a number of more than 4300 digits
        raise Rejected(f"{name} is damaged: it holds a number that is too long. {_AGAIN}.") from None


def _raw_cells(data: Any, name: str, notes: list[str]) -> list[Any]:
    """Return the list of cells, unchecked but for its length."""
    version = data.get("nbformat") if isinstance(data, dict) else None
    if not isinstance(version, int) or isinstance(version, bool):
        raise Rejected(f"{name} is JSON but not a notebook: it has no 'nbformat'. Upload the notebook.")
    if version > 4:
        raise Rejected(
            f"{name} has notebook format {str(version)[:20]}, newer than the 4 that is understood. "
            "Save it as format 4 (in Jupyter: nbconvert --to notebook)."
        )
    if version < 3:
        raise Rejected(f"{name} has a notebook format from before 2013. {_AGAIN}.")
    if version == 3:
        notes.append("The notebook has the old format 3 and was converted to format 4.")
        sheets = data.get("worksheets")
        sheets = sheets if isinstance(sheets, list) else []
        parts = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        cells: Any = [_upgraded(cell) for part in parts if isinstance(part, list) for cell in part]
    else:
        cells = data.get("cells")
    if not isinstance(cells, list) or not cells:
        raise Rejected(f"{name} has no cells. {_AGAIN}.")
    if len(cells) > MAX_CELLS:
        raise Rejected(f"{name} has {len(cells)} cells; at most {MAX_CELLS} are accepted. Remove some.")
    return cells


def _upgraded(cell: Any) -> Any:
    """Return a cell of format 3 with the fields of format 4."""
    if not isinstance(cell, dict):
        return cell
    kind, source = cell.get("cell_type"), cell.get("source")
    if kind == "code":
        source = cell.get("input")
    elif kind == "heading":
        level = cell.get("level")
        depth = level if isinstance(level, int) and 1 <= level <= 6 else 1
        kind, source = "markdown", "#" * depth + " " + " ".join(_text(source).split("\n"))
    elif kind == "html":
        kind = "markdown"
    return {"cell_type": kind, "source": source, "metadata": cell.get("metadata")}


def _is_damaged(cell: Any) -> bool:
    if not isinstance(cell, dict) or cell.get("cell_type") not in CELL_TYPES:
        return True
    return not isinstance(cell.get("source", ""), (str, list))


def _cell(cell: Any, number: int) -> NotebookNode:
    """Return a clean cell; what is of no known type becomes a raw cell with whatever text it had."""
    fields = cell if isinstance(cell, dict) else {}
    kind, source = fields.get("cell_type"), _text(fields.get("source"))
    if len(source) > MAX_SOURCE:
        raise Rejected(f"Cell {number} holds more than {MAX_SOURCE} characters. Shorten it.")
    metadata = fields.get("metadata")
    ids = (fields.get("id"), metadata.get("id") if isinstance(metadata, dict) else None)  # Colab's place
    name = next((i for i in ids if isinstance(i, str) and CELL_ID.fullmatch(i)), f"upload-{number}")
    ours = {key: value for key, value in nbgrader(fields).items() if isinstance(value, (str, bool, int, float))}
    return new_cell(kind if kind in CELL_TYPES else "raw", source, name, {"nbgrader": ours} if ours else {})


def _text(source: Any) -> str:
    """Return a cell's text with Unix line ends and without halves of surrogate pairs."""
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return ""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    return str(source.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
