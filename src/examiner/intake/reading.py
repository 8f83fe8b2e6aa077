"""From the bytes of an uploaded notebook to plain cells, whatever tool or person wrote them.

Only what grading needs is taken over: each cell's type, text, id and nbgrader's id, and PNG and JPEG pictures that are
attached to Markdown. Outputs, other attachments and all other metadata stay behind, so nothing of them can trip or
mislead what comes later.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from examiner.course.errors import Rejected
from examiner.intake.files import listed
from examiner.model import Text, pictures, say
from examiner.model.cells import mark, read_cell
from examiner.model.notebook import CELL_ID, CELL_TYPES, new_cell, new_notebook

MAX_CELLS = 3000
MAX_SOURCE = 1_000_000  # characters of one cell
MAX_NESTED = 1_000_000  # lists and objects: Python needs some 60 bytes for each, even if it is empty
MOST_DIGITS = 4300  # of a number: reading a long one takes quadratic time
_SUMMED = ("grade", "solution", "locked", "points")  # of nbgrader's metadata, in its checksum
_SCALAR = (bool, int, float)
_LOOKS_LIKE = {  # first bytes of what people upload by mistake
    b"<": ("網頁。請上傳筆記本本身", "a web page. Upload the notebook itself"),
    b"PK\x03\x04": ("ZIP 壓縮檔。請解壓縮後上傳筆記本", "a ZIP archive. Unpack it and upload the notebook"),
    b"%PDF": ("PDF。請上傳筆記本", "a PDF. Upload the notebook"),
    b"version https://git-lfs": ("Git LFS 指標檔。請上傳筆記本本身", "a Git LFS pointer. Upload the notebook itself"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A notebook as it was uploaded, cleaned but not yet compared with the assignment.

    Parameters
    ----------
    notebook : NotebookNode
        Of format 4.5, without outputs.
    notes : tuple of Text
        What was repaired, for the student.
    """

    notebook: NotebookNode
    notes: tuple[Text, ...] = ()


def parse_notebook(raw: bytes, name: str) -> Reading:
    """Return the cells of an uploaded notebook.

    Raises
    ------
    Rejected
        If ``raw`` is not a notebook of format 3 or 4.
    """
    notes: list[Text] = []
    data = _parse(_decode(raw, name, notes), name)
    raw_cells = _raw_cells(data, name, notes)
    if damaged := [str(number) for number, cell in enumerate(raw_cells, 1) if _is_damaged(cell)]:
        zh, en = listed(damaged)
        notes.append(say(f"這些儲存格損壞了，已經修復：{zh}。", f"These cells were damaged and were repaired: {en}."))
    cells = [_cell(cell, number) for number, cell in enumerate(raw_cells, 1)]
    if any(map(_left_out, raw_cells, cells)):
        zh = "附加在儲存格裡的檔案沒有採用；只採用文字儲存格裡的 PNG 與 JPEG 圖片。"
        en = "Files attached to cells were left out, all but PNG and JPEG pictures in text cells."
        notes.append(say(zh, en))
    seen: set[str] = set()
    for number, cell in enumerate(cells, 1):
        if cell.id in seen:
            cell.id = f"upload-{number}"
        seen.add(cell.id)
    return Reading(new_notebook(cells), tuple(notes))


def _again(zh: str, en: str) -> Rejected:
    """Return what is wrong with a file that a fresh copy from Jupyter would mend."""
    return Rejected(
        say(f"{zh}。請用 Jupyter 開啟並存檔，再重新上傳。", f"{en}. Open it in Jupyter, save it and upload it again.")
    )


def _decode(raw: bytes, name: str, notes: list[Text]) -> str:
    """Decode as JSON is encoded (RFC 8259 and what came before), else as Latin-1."""
    for start, (zh, en) in _LOOKS_LIKE.items():
        if raw.lstrip().startswith(start):
            raise Rejected(say(f"{name} 不是筆記本，而是{zh}。", f"{name} is not a notebook but {en}."))
    encoding = json.detect_encoding(raw)
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":  # a byte order mark says so
            zh = f"{name} 已損壞：位元組 {error.start} 不是 {encoding}"
            raise _again(zh, f"{name} is damaged: byte {error.start} is not {encoding}") from None
    en = "The file is not encoded in UTF-8 and was read as Latin-1; letters outside ASCII may be wrong."
    notes.append(say("檔案不是 UTF-8 編碼，已改用 Latin-1 讀取；英文以外的字元可能有誤。", en))
    return raw.decode("latin-1")


def _parse(text: str, name: str) -> Any:
    if text.count("[") + text.count("{") > MAX_NESTED:
        en = f"{name} holds more than {MAX_NESTED} lists and objects. Clear its outputs and save it."
        raise Rejected(say(f"{name} 的串列和物件超過 {MAX_NESTED} 個。請清除輸出，存檔後重新上傳。", en))
    try:
        return json.loads(text, strict=False, parse_constant=lambda _: None, parse_int=_integer)
    except json.JSONDecodeError as error:
        end = len(text.rstrip("\0 \t\r\n"))
        if error.pos >= end or error.msg.startswith("Unterminated string"):
            lines = text.count("\n", 0, end) + 1
            zh = f"{name} 不完整：到第 {lines} 行就中斷了，停在儲存格中間"
            raise _again(zh, f"{name} is cut off: it ends at line {lines} in the middle of a cell") from None
        zh = f"{name} 已損壞：第 {error.lineno} 行第 {error.colno} 個字元：{error.msg}"
        raise _again(zh, f"{name} is damaged: line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise _again(f"{name} 已損壞：巢狀結構太深", f"{name} is damaged: its values are nested too deep") from None
    except ValueError:  # from _integer
        zh = f"{name} 已損壞：裡面有太長的數字"
        raise _again(zh, f"{name} is damaged: it holds a number that is too long") from None


def _integer(digits: str) -> int:
    """Return the number; a bound of our own, for the interpreter's may have been lifted by others."""
    if len(digits) > MOST_DIGITS:
        raise ValueError("a number too long")
    return int(digits)


def _raw_cells(data: Any, name: str, notes: list[Text]) -> list[Any]:
    """Return the list of cells, unchecked but for its length."""
    if not isinstance(data, dict) or "nbformat" not in data:
        en = f"{name} is JSON but not a notebook: it has no 'nbformat'. Upload the notebook."
        raise Rejected(say(f"{name} 是 JSON，但不是筆記本：沒有 'nbformat'。請上傳筆記本。", en))
    version = data["nbformat"]
    if not isinstance(version, int) or isinstance(version, bool):
        zh = f"{name} 已損壞：'nbformat' 不是整數"
        raise _again(zh, f"{name} is damaged: its 'nbformat' is no whole number")
    _check_version(version, name)
    if version == 3:
        en = "The notebook has the old format 3 and was converted to format 4."
        notes.append(say("筆記本是舊的格式 3，已轉換成格式 4。", en))
        sheets = data.get("worksheets")
        sheets = sheets if isinstance(sheets, list) else []
        parts = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        cells: Any = [_upgraded(cell) for part in parts if isinstance(part, list) for cell in part]
    else:
        cells = data.get("cells")
    if not isinstance(cells, list) or not cells:
        raise _again(f"{name} 沒有任何儲存格", f"{name} has no cells")
    if len(cells) > MAX_CELLS:
        en = f"{name} has {len(cells)} cells; at most {MAX_CELLS} are accepted. Remove some."
        raise Rejected(say(f"{name} 有 {len(cells)} 個儲存格，最多 {MAX_CELLS} 個。請刪去一些再重新上傳。", en))
    return cells


def _check_version(version: int, name: str) -> None:
    """Refuse formats other than 3 and 4."""
    if version > 4:
        zh = f"{name} 的筆記本格式是 {str(version)[:20]}，比可讀取的 4 還新。"
        en = f"{name} has notebook format {str(version)[:20]}, newer than the 4 that is understood. "
        how = "nbconvert --to notebook"
        zh, en = f"{zh}請存成格式 4（在 Jupyter 中：{how}）再上傳。", f"{en}Save it as format 4 (in Jupyter: {how})."
        raise Rejected(say(zh, en))
    if version < 3:
        raise _again(f"{name} 是 2013 年以前的筆記本格式", f"{name} has a notebook format from before 2013")


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
        en = f"Cell {number} holds more than {MAX_SOURCE} characters. Shorten it."
        raise Rejected(say(f"第 {number} 個儲存格超過 {MAX_SOURCE} 個字元。請縮短後重新上傳。", en))
    metadata = fields.get("metadata")
    ids = (fields.get("id"), metadata.get("id") if isinstance(metadata, dict) else None)  # Colab's place
    name = next((i for i in ids if isinstance(i, str) and CELL_ID.fullmatch(i)), f"upload-{number}")
    shown = pictures.as_attachments(pictures.attached(fields.get("attachments"))) if kind == "markdown" else {}
    clean = new_cell(kind if kind in CELL_TYPES else "raw", source, name, attachments=shown)
    read = read_cell(fields)
    if not read.grade_id:
        return clean
    # Of nbgrader's metadata, what says which cell it is, and what a checksum is of: the rest is the assignment's.
    summed = {name: read.nbgrader[name] for name in _SUMMED if isinstance(read.nbgrader.get(name), _SCALAR)}
    return mark(clean, grade_id=read.grade_id, **summed, **({"checksum": read.checksum} if read.checksum else {}))


def _left_out(cell: Any, clean: NotebookNode) -> bool:
    """Say whether a student attached something that is not taken over; a locked cell's attachments are the course's."""
    attachments = cell.get("attachments") if isinstance(cell, dict) else None
    if not isinstance(attachments, dict) or read_cell(cell).is_read_only:
        return bool(attachments) and not isinstance(attachments, dict)
    return len(attachments) > len(clean.get("attachments", {}))


def _text(source: Any) -> str:
    """Return a cell's text with Unix line ends and without halves of surrogate pairs."""
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return ""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    return str(source.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
