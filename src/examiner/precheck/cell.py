"""The check that runs beside a student: as ``examiner check``, or pasted as a cell into Jupyter or Colab.

Plain Python of the standard library, since it travels as text to where nothing of ours is installed. It reads a
notebook as JSON and compares it with :data:`FACTS` of the release. Of marks it knows nothing.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

Cell = dict[str, Any]
Finding = tuple[str, str, str, str]  # level, kind, in Chinese, in English

OK, LOOK, STOP = "ok", "look", "stop"
SIGNS = {OK: "✓", LOOK: "!", STOP: "✗"}
MARK = "# examiner: check before handing in"  # first line of the pasted cell
STUB = "raise NotImplementedError"
LISTED = 8  # names in one sentence
COPIED_MIB, COPIED_FILES = 200, 2000  # at most, of what lies beside the notebook, to run it there
LONGEST_LINE = 160  # characters of an error
FACTS: Any = None  # the cell that is pasted has them here


def squeezed(text: str) -> str:
    """Return a text without any blanks."""
    return "".join(text.split())


def digest(text: str) -> str:
    """Return what a cell's text is known by, whatever its blanks."""
    return hashlib.sha256(squeezed(text).encode("utf-8", "replace")).hexdigest()[:16]


def source(cell: Cell) -> str:
    """Return a cell's text, which may be stored as a list of lines."""
    text = cell.get("source", "")
    return "".join(map(str, text)) if isinstance(text, list) else str(text)


def grade_id(cell: Cell) -> str:
    """Return nbgrader's id of a cell; empty if it has none."""
    found = cell.get("metadata")
    marks = found.get("nbgrader") if isinstance(found, dict) else None
    return str(marks.get("grade_id") or "") if isinstance(marks, dict) else ""


def listed(names: list[Any]) -> tuple[str, str]:
    """Return names, each one text or a Chinese and an English one, as a list in both languages: the first few."""
    more, pairs = len(names) - LISTED, [(name, name) if isinstance(name, str) else name for name in names[:LISTED]]
    zh = "、".join(zh for zh, _ in pairs) + (f"，另有 {more} 個" if more > 0 else "")
    return zh, ", ".join(en for _, en in pairs) + (f" and {more} more" if more > 0 else "")


def read(raw: bytes, facts: dict[str, Any]) -> tuple[list[Cell], list[Finding]]:
    """Return the cells of a notebook, and what is wrong with the file."""
    most, size = float(facts["notebook_mib"]), len(raw) / 2**20
    if size > most:
        zh = f"檔案有 {size:.1f} MiB，上限是 {most:g} MiB。請清除輸出後存檔。"
        en = f"The file has {size:.1f} MiB; at most {most:g} MiB are taken. Clear the outputs and save it."
        return [], [(STOP, "size", zh, en)]
    try:
        data = json.loads(raw)
        cells = [cell for cell in data["cells"] if isinstance(cell, dict)]
    except (ValueError, KeyError, TypeError, RecursionError):
        zh = "這個檔案不是筆記本，或者已經損壞。請用 Jupyter 開啟並存檔。"
        return [], [(STOP, "unreadable", zh, "This file is no notebook, or damaged. Open it in Jupyter and save it.")]
    return [cell for cell in cells if not source(cell).lstrip().startswith(MARK)], []


def compare(cells: list[Cell], facts: dict[str, Any]) -> list[Finding]:
    """Say whether this is the right assignment, and which of its cells are missing, changed or unanswered."""
    mine: dict[str, Cell] = {}
    for cell in cells:
        mine.setdefault(grade_id(cell) or str(cell.get("id", "")), cell)
    given: list[dict[str, Any]] = facts["cells"]
    there = [one for one in given if one["id"] in mine]
    if given and 2 * len(there) < len(given):
        zh = f"這份筆記本的儲存格和 {facts['name']} 的不同：可能拿錯作業，或有程式移除了儲存格的標記。"
        en = f"This notebook holds other cells than {facts['name']}: is it another assignment, or were marks removed?"
        return [(STOP, "other_assignment", zh, en)]
    found: list[Finding] = []
    if missing := [one["title"] for one in given if one["id"] not in mine]:
        zh, en = listed(missing)
        found.append((LOOK, "missing_cells", f"缺少這些儲存格：{zh}。", f"These cells are missing: {en}."))
    locked = [one for one in there if not one["answer"]]
    found += changed([one["title"] for one in locked if digest(source(mine[one["id"]])) not in one["digests"]])
    return found + unanswered([one["title"] for one in there if is_open(one, source(mine[one["id"]]))])


def is_open(one: dict[str, Any], text: str) -> bool:
    """Whether an answer is as it was handed out, or still refuses to run as it did."""
    if not one["answer"]:
        return False
    return digest(text) in one["digests"] or (one["refuses"] and STUB in text)


def changed(titles: list[Any]) -> list[Finding]:
    """Say which cells are no longer as they were handed out, and should be."""
    if not titles:
        return []
    zh, en = listed(titles)
    zh = f"這些儲存格不該更改，評分時會還原：{zh}。"
    return [(LOOK, "changed_cells", zh, f"These cells are not to be changed and will be put back: {en}.")]


def unanswered(titles: list[Any]) -> list[Finding]:
    """Say which tasks are not answered yet."""
    if not titles:
        return [(OK, "answered", "每一題都作答了。", "Every task is answered.")]
    zh, en = listed(titles)
    return [(LOOK, "unanswered", f"還沒作答：{zh}。", f"Not answered yet: {en}.")]


def files(folder: Path, facts: dict[str, Any]) -> list[Finding]:
    """Say which of the assignment's files are not beside the notebook."""
    missing = [name for name in facts["files"] if not (folder / name).is_file()]
    if not missing:
        return []
    zh, en = listed(missing)
    zh = f"這些檔案應該和筆記本放在一起，但是找不到：{zh}。"
    return [(LOOK, "missing_files", zh, f"These files belong beside the notebook but are not there: {en}.")]


def _copied(folder: Path, own: Path) -> bool:
    """Copy what a notebook may read to a folder of its own; False if that is too much."""
    found, size = [], 0
    for path in folder.rglob("*"):
        inner = path.relative_to(folder).parts
        if not path.is_file() or any(part.startswith(".") or part == "__pycache__" for part in inner):
            continue
        found.append(path)
        size += path.stat().st_size
        if size > COPIED_MIB * 2**20 or len(found) > COPIED_FILES:
            return False
    for path in found:
        place = own / path.relative_to(folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    return True


def run(cells: list[Cell], folder: Path, seconds: int) -> list[Finding]:
    """Run the cells from top to bottom in a fresh kernel, in a copy of the folder, and say where it fails."""
    try:
        import nbformat
        from nbclient import NotebookClient
        from nbclient.exceptions import CellTimeoutError, DeadKernelError
    except ImportError:
        zh = "這裡無法自動執行筆記本。請從選單重新啟動核心，再執行所有儲存格。"
        return [(LOOK, "not_run", zh, "It cannot be run from here: restart the kernel and run all cells by hand.")]
    notebook: Any = nbformat.from_dict(
        {"cells": [_bare(cell) for cell in cells], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    )
    with tempfile.TemporaryDirectory() as own:
        where = str(own if _copied(folder, Path(own)) else folder)
        client = NotebookClient(notebook, timeout=seconds, allow_errors=True, resources={"metadata": {"path": where}})
        try:
            client.execute(stderr=subprocess.DEVNULL)
        except CellTimeoutError:
            zh = f"第 {_last(notebook)} 個儲存格執行超過 {seconds} 秒，因此停止，後面的沒有執行。"
            en = f"Cell {_last(notebook)} ran for more than {seconds} s and was stopped; those behind it were not run."
            return [(LOOK, "slow", zh, en)]
        except DeadKernelError:
            zh = f"第 {_last(notebook)} 個儲存格執行時核心終止了，可能是記憶體不足；後面的沒有執行。"
            en = f"The kernel died in cell {_last(notebook)}, for want of memory perhaps; those behind it were not run."
            return [(LOOK, "kernel", zh, en)]
    return errors(notebook["cells"])


def _last(notebook: Any) -> int:
    """Return the number of the last cell that was begun, from 1."""
    begun = [number for number, cell in enumerate(notebook["cells"], 1) if cell.get("execution_count")]
    return max(begun, default=1)


def _bare(cell: Cell) -> Cell:
    """Return a cell to be run: without outputs, which may be large, damaged, or of another program."""
    kind = cell.get("cell_type")
    bare = {"cell_type": kind if kind in ("code", "markdown") else "raw", "source": source(cell)}
    bare["metadata"] = cell["metadata"] if isinstance(cell.get("metadata"), dict) else {}
    return {**bare, "outputs": [], "execution_count": None} if kind == "code" else bare


def errors(cells: list[Cell]) -> list[Finding]:
    """Say which cells of an executed notebook raised, those of open tasks apart."""
    told, open_tasks = [], 0
    for number, cell in enumerate(cells, 1):
        raised = [output for output in cell.get("outputs", []) if output.get("output_type") == "error"]
        if not raised or "raises-exception" in cell["metadata"].get("tags", []):
            continue
        line = f"{raised[0].get('ename', '')}: {raised[0].get('evalue', '')}".strip().splitlines()[0]
        if line.startswith("NotImplementedError"):
            open_tasks += 1
            continue
        told.append(f"[{number}] {line[:LONGEST_LINE]}")
    found: list[Finding] = []
    if told:
        zh, en = listed(told)
        zh = f"從頭到尾執行時，這些儲存格出錯（[第幾個儲存格]）：{zh}"
        found.append((LOOK, "errors", zh, f"Run from top to bottom, these cells fail ([number of the cell]): {en}"))
    if open_tasks:
        zh = f"另有 {open_tasks} 個儲存格因為題目尚未作答而停止。"
        found.append((LOOK, "open", zh, f"Cells that stop because a task is not answered: {open_tasks}."))
    return found or [(OK, "runs", "從頭到尾執行沒有錯誤。", "It runs from top to bottom without an error.")]


def verdict(found: list[Finding], facts: dict[str, Any]) -> Finding:
    """Sum it up: can it be handed in as it is?"""
    levels = {level for level, *_ in found}
    if STOP in levels:
        return (
            STOP,
            "verdict",
            "這樣繳交無法評分，請先處理上面標示 ✗ 的項目。",
            "It cannot be graded as it is: see ✗ above.",
        )
    name = facts["name"]
    if LOOK in levels:
        zh = f"可以繳交；繳交前請看一下標示 ! 的項目。檔名：{name}。"
        return LOOK, "verdict", zh, f"It can be handed in; look at what is marked ! first. File name: {name}."
    return OK, "verdict", f"可以繳交了。檔名：{name}。", f"Ready to be handed in. File name: {name}."


def here(facts: dict[str, Any], given: dict[str, Any]) -> tuple[bytes, Path, str]:
    """Return the notebook that this cell stands in, its folder, and how it was found; empty if it was not."""
    try:
        colab = importlib.import_module("google.colab._message")
    except ImportError:
        pass
    else:
        got = colab.blocking_request("get_ipynb", timeout_sec=30)
        return json.dumps(got["ipynb"]).encode(), Path.cwd(), "Colab"
    named = [os.environ.get("JPY_SESSION_NAME", ""), str(given.get("__vsc_ipynb_file__", "")), facts["name"]]
    there = [path for path in map(Path, filter(None, named)) if path.is_file()]
    there = there or [path for path in sorted(Path().glob("*.ipynb")) if _holds(path, facts)]
    return (there[0].read_bytes(), there[0].absolute().parent, str(there[0])) if there else (b"", Path(), "")


def _holds(path: Path, facts: dict[str, Any]) -> bool:
    cells, wrong = read(path.read_bytes(), facts)
    return not wrong and not any(level == STOP for level, *_ in compare(cells, facts))


def tell(facts: dict[str, Any], given: dict[str, Any], seconds: int = 120) -> None:
    """Check the notebook that this cell stands in, and print what was found."""
    raw, folder, place = here(facts, given)
    if not place:
        print(f"找不到 {facts['name']}：請把這個儲存格貼進你的筆記本，存檔後再執行。")
        print(f"{facts['name']} was not found: paste this cell into your notebook, save it, and run the cell again.")
        return
    if place != "Colab":
        saved = time.strftime("%H:%M:%S", time.localtime(Path(place).stat().st_mtime))
        print(f"{place}: 檢查的是 {saved} 存檔的內容 / as it was saved at {saved}")
    cells, found = read(raw, facts)
    if not found:
        found = [*compare(cells, facts), *files(folder, facts)]
        found += run(cells, folder, seconds)
    for level, _, zh, en in [*found, verdict(found, facts)]:
        print(f"{SIGNS[level]} {zh}\n  {en}")
