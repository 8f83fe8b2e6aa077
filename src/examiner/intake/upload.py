"""Intake: from an untrusted upload to the notebook and the files that are graded."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from nbformat import NotebookNode

from examiner.course.errors import Rejected
from examiner.intake.choosing import Chosen, choose
from examiner.intake.files import Files, listed, shown, submission_files
from examiner.intake.in_place import merge_in_place
from examiner.intake.matching import Handout
from examiner.intake.merging import Merged, merge
from examiner.intake.reading import Reading, parse_notebook
from examiner.model import Limits, Text, digest, say
from examiner.model.cells import cells_of

__all__ = [
    "Files",
    "Intake",
    "Merged",
    "Reading",
    "Rejected",
    "Wanted",
    "content_hash",
    "merge",
    "named_in",
    "parse_notebook",
    "submission_files",
    "take_in",
    "with_files",
]

_WORD = re.compile(r"[^\s'\"]+")
_QUOTED = re.compile(r"['\"]([^'\"\n]*)['\"]")


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


@dataclass(frozen=True, slots=True)
class Wanted:
    """One of the assignment's notebooks.

    Parameters
    ----------
    name : str
        Its file's name.
    master : NotebookNode
        As it is graded.
    editions : sequence of NotebookNode
        See :func:`merge`.
    in_place : bool
        Whether cells count where the student has them; see :func:`merge_in_place`.
    """

    name: str
    master: NotebookNode
    editions: Sequence[NotebookNode] = ()
    in_place: bool = False

    @property
    def handout(self) -> Handout:
        """Its cells."""
        return Handout.of(self.master, self.editions)

    def merged(self, chosen: Chosen) -> Merged:
        """Return it with what a student made of it."""
        read = chosen.reading.notebook
        return merge_in_place(self.master, read) if self.in_place else merge(self.master, read, self.editions)


def take_in(
    folder: Path,
    name: str,
    master: NotebookNode,
    given: Mapping[str, bytes],
    limits: Limits,
    editions: Sequence[NotebookNode] = (),
    theirs: Collection[str] = (),
    in_place: bool = False,
) -> Intake:
    """Read, repair and merge one submission of an assignment that is one notebook.

    Parameters
    ----------
    folder : Path
        The upload.
    name : str
        File name of the assignment's notebook.
    master : NotebookNode
        The assignment as it is graded.
    given : mapping of str to bytes
        The assignment's files; they replace uploaded ones of the same name.
    limits : Limits
    editions, in_place
        See :class:`Wanted`.
    theirs : collection of str
        Files among ``given`` that are the student's to write: an uploaded one is used.

    Raises
    ------
    Rejected
        With a reason for the student.
    """
    wanted = Wanted(name, master, editions, in_place)
    chosen = choose(folder, name, wanted.handout, limits)
    merged = wanted.merged(chosen)
    uploaded = submission_files(folder, limits, named_in(merged.notebook) - {PurePosixPath(chosen.path).name})
    taken = with_files(chosen, merged, uploaded.files, given, theirs)
    return replace(taken, notes=(*chosen.reading.notes, *merged.notes, *uploaded.notes, *taken.notes))


def with_files(
    chosen: Chosen,
    merged: Merged,
    uploaded: Mapping[str, bytes],
    given: Mapping[str, bytes],
    theirs: Collection[str],
) -> Intake:
    """Put files beside a notebook: the assignment's, and those that were uploaded with it; notes tell of these alone.

    Parameters
    ----------
    uploaded : mapping of str to bytes
        The upload's files by their names in it.
    given, theirs
        As of :func:`take_in`.
    """
    beside = _beside(chosen.path, uploaded)
    given = {path: data for path, data in given.items() if path not in theirs or path not in beside}
    own = {path: data for path, data in beside.items() if not _clashes(path, given)}
    notes = tuple(_replaced(beside, own, given))
    return Intake(merged.notebook, {**own, **given}, notes, content_hash(merged.notebook, own))


def content_hash(notebook: NotebookNode, files: Mapping[str, bytes]) -> str:
    """Return a hash of what is graded: the cells' types, texts and nbgrader ids, and the files."""
    cells = [[cell.type, cell.source, cell.grade_id or None] for cell in cells_of(notebook)]
    return digest.of_data([cells, digest.of_files(files)])


def _replaced(beside: Mapping[str, bytes], own: Mapping[str, bytes], given: Mapping[str, bytes]) -> Iterator[Text]:
    """Tell which of the files that were handed in are not used, unless the course's are the same."""
    names = [shown(path) for path, data in beside.items() if path not in own and given.get(path) != data]
    if names:
        zh, en = listed(names)
        en = f"The course's copies of these files are used instead of yours: {en}."
        yield say(f"這些檔案採用課程提供的版本，不用你上傳的：{zh}。", en)


def named_in(notebook: NotebookNode) -> set[str]:
    """Return the names of notebooks that stand in a notebook's code, as ``%run`` and those who read them have it."""
    code = [cell.source for cell in cells_of(notebook) if cell.type == "code" and ".ipynb" in cell.source]
    words = {word for text in code for pattern in (_WORD, _QUOTED) for word in pattern.findall(text)}
    return {PurePosixPath(word).name for word in words if word.casefold().endswith(".ipynb")}


def _beside(notebook: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return an upload's files by their names relative to the notebook, those beside it before others."""
    folder = notebook[: notebook.rfind("/") + 1]
    inner = {path[len(folder) :]: data for path, data in files.items() if folder and path.startswith(folder)}
    return dict(sorted({**{p: d for p, d in files.items() if not (folder and p.startswith(folder))}, **inner}.items()))


def _clashes(path: str, given: Mapping[str, bytes]) -> bool:
    """Whether an uploaded file would take the place of a given one, or be or need a folder where one lies."""
    own = PurePosixPath(path)
    return any(own == other or own in other.parents or other in own.parents for other in map(PurePosixPath, given))
