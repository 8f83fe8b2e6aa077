"""Intake: from an untrusted upload to the notebook and the files that are graded."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from nbformat import NotebookNode

from examiner.course.errors import Rejected
from examiner.intake.files import (
    Files,
    listed,
    notebook_names,
    open_folder,
    read_notebook,
    shown,
    submission_files,
)
from examiner.intake.merging import Merged, merge
from examiner.intake.reading import Reading, parse_notebook
from examiner.model import Limits, Text, digest, say
from examiner.model.cells import cells_of, marked_cells

__all__ = [
    "Files",
    "Intake",
    "Merged",
    "Reading",
    "Rejected",
    "content_hash",
    "merge",
    "parse_notebook",
    "read_submission",
    "submission_files",
    "take_in",
]


@dataclass(frozen=True, slots=True)
class Intake:
    """What is graded of one submission.

    Parameters
    ----------
    notebook : NotebookNode
        See :func:`merge`.
    files : dict of str to bytes
        What lies beside the notebook when it runs: the assignment's files and the student's.
    notes : tuple of Text
        What was put right or left out, for the student.
    content : str
        :func:`content_hash` of the notebook and the student's files.
    """

    notebook: NotebookNode
    files: dict[str, bytes]
    notes: tuple[Text, ...]
    content: str


def take_in(
    folder: Path,
    name: str,
    master: NotebookNode,
    given: Mapping[str, bytes],
    limits: Limits,
    visible: Mapping[str, str] = MappingProxyType({}),
) -> Intake:
    """Read, repair and merge one submission.

    Parameters
    ----------
    folder : Path
        The upload.
    name : str
        File name of the assignment's notebook.
    master : NotebookNode
        The assignment as students got it.
    given : mapping of str to bytes
        The assignment's files; they replace uploaded ones of the same name.
    limits : Limits
    visible : mapping of str to str
        By grade id, the text that students got where ``master`` holds another one.

    Raises
    ------
    Rejected
        With a reason for the student.
    """
    reading = read_submission(folder, name, master, limits)
    merged = merge(master, reading.notebook, visible)
    uploaded = submission_files(folder, limits)
    own = {path: data for path, data in uploaded.files.items() if not _clashes(path, given)}
    replaced = [shown(path) for path, data in uploaded.files.items() if path not in own and given.get(path) != data]
    notes = [*reading.notes, *merged.notes, *uploaded.notes]
    if replaced:
        zh, en = listed(replaced)
        en = f"The course's copies of these files are used instead of yours: {en}."
        notes.append(say(f"這些檔案採用課程提供的版本，不用你上傳的：{zh}。", en))
    return Intake(merged.notebook, {**own, **given}, tuple(notes), content_hash(merged.notebook, own))


def read_submission(folder: Path, name: str, master: NotebookNode, limits: Limits) -> Reading:
    """Read the notebook ``name`` out of an upload.

    A single notebook of another name is accepted if it holds half of this assignment's nbgrader cells, one
    of the right name if it holds any: graded without them it would get a zero that nobody could explain.

    Raises
    ------
    Rejected
        If there is none, or it cannot be read.
    """
    handle = open_folder(folder)
    try:
        notebooks, others = notebook_names(handle)
        chosen = name if name in notebooks else notebooks[0] if len(notebooks) == 1 else None
        if chosen is None:
            raise _no_notebook(name, notebooks + others)
        reading = parse_notebook(read_notebook(handle, chosen, limits), shown(chosen))
    finally:
        os.close(handle)
    notes = list(reading.notes)
    if not _is_of(master, reading.notebook, least=0.5 if chosen != name else 0.0):
        raise _wrong_notebook(name, chosen)
    if chosen != name:
        zh = f"上傳的筆記本檔名是 {shown(chosen)}，已當作 {name} 評分。"
        notes.append(say(zh, f"The notebook was uploaded as {shown(chosen)} and graded as {name}."))
    elif extra := [shown(other) for other in notebooks if other != name]:
        zh, en = listed(extra)
        notes.append(say(f"只評分 {name}，沒有評分 {zh}。", f"Only {name} was graded, not {en}."))
    return Reading(reading.notebook, tuple(notes))


def content_hash(notebook: NotebookNode, files: Mapping[str, bytes]) -> str:
    """Return a hash of what is graded: the cells' types, texts and nbgrader ids, and the files."""
    cells = [[cell.type, cell.source, cell.grade_id or None] for cell in cells_of(notebook)]
    return digest.of_data([cells, digest.of_files(files)])


def _no_notebook(name: str, others: list[str]) -> Rejected:
    zh, en = listed([shown(other) for other in others])
    zh = f"只有 {zh}" if others else "也沒有任何檔案"
    en = f"There is no notebook {name} in the upload, which holds {en or 'nothing'}. Upload {name}."
    return Rejected(say(f"上傳的內容裡沒有筆記本 {name}，{zh}。請上傳 {name}。", en))


def _wrong_notebook(name: str, chosen: str) -> Rejected:
    zh = (
        f"筆記本不對：{shown(chosen)} 的儲存格和 {name} 的不同。如果確實是這一份，那就是有程式移除了儲存格的標記："
        f"請把你的答案複製到一份全新的作業筆記本，再以 {name} 為檔名上傳。"
    )
    en = (
        f"Wrong notebook: {shown(chosen)} holds other cells than {name}. If it is the right one, a program "
        "has removed the marks of its cells: copy your answers into a fresh copy of the assignment, and "
        f"upload that as {name}."
    )
    return Rejected(say(zh, en))


def _is_of(master: NotebookNode, upload: NotebookNode, least: float) -> bool:
    """Whether an upload holds any, and at least the fraction ``least``, of an assignment's nbgrader cells."""
    ours = set(marked_cells(master))
    found = ours & {cell.grade_id for cell in cells_of(upload)}
    if not ours:
        return least == 0
    return bool(found) and len(found) >= least * len(ours)


def _clashes(path: str, given: Mapping[str, bytes]) -> bool:
    """Whether an uploaded file would take the place of a given one, or be or need a folder where one lies."""
    own = PurePosixPath(path)
    return any(own == other or own in other.parents or other in own.parents for other in map(PurePosixPath, given))
