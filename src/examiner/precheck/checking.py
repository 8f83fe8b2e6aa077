"""``examiner check``: what intake will make of a notebook, what is not answered, and whether it runs here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from examiner.course.errors import CourseError, Rejected
from examiner.intake.matching import Handout
from examiner.intake.merging import merge
from examiner.intake.notes import is_as_released
from examiner.intake.reading import parse_notebook
from examiner.model import Limits, Text
from examiner.model.cells import answer_cells, cells_of, marked_cells
from examiner.precheck import cell
from examiner.precheck.cell import LOOK, OK, STOP, Finding
from examiner.precheck.released import Released, named

ENOUGH = 0.5  # of an assignment, in a notebook of it: intake takes no less from one of another name


def check(path: Path, released: Released | None, *, seconds: int = 120, run: bool = True) -> list[Finding]:
    """Say what a student should know before a notebook is handed in, the verdict last.

    Parameters
    ----------
    path : Path
        The notebook.
    released : Released or None
        What was handed out; without it, what is missing cannot be told.
    seconds : int
        What each cell may take.
    run : bool
        Whether it is run from top to bottom, in a copy of its folder.

    Raises
    ------
    CourseError
        If the file cannot be read at all.
    """
    facts = released.facts() if released is not None else {**_LITTLE, "name": path.name}
    found = list(_findings(path, released, facts, seconds, run))
    return [*found, cell.verdict(found, facts)]


_LITTLE: Mapping[str, Any] = {"notebook_mib": Limits().notebook_mib, "cells": [], "files": []}


def _findings(
    path: Path, released: Released | None, facts: dict[str, Any], seconds: int, run: bool
) -> Iterator[Finding]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}") from error
    if len(raw) > facts["notebook_mib"] * 2**20:
        yield from cell.read(raw, facts)[1]
        return
    try:
        reading = parse_notebook(raw, path.name)
    except Rejected as error:
        yield _finding(STOP, "unreadable", error.reason)
        return
    yield from (_finding(LOOK, "repaired", note) for note in reading.notes)
    if released is None:
        yield from _by_checksums(reading.notebook)
    elif Handout.of(released.notebook).recognised(cells_of(reading.notebook)) < ENOUGH:
        yield from cell.compare([], facts)
        return
    else:
        yield from _against(released, reading.notebook)
        yield from cell.files(path.absolute().parent, facts)
    if run:
        cells = [{**one, "metadata": dict(one.metadata)} for one in _as_uploaded(reading.notebook)]
        yield from cell.run(cells, path.absolute().parent, seconds)


def _as_uploaded(notebook: NotebookNode) -> list[NotebookNode]:
    return [one for one in notebook.cells if not one.source.lstrip().startswith(cell.MARK)]


def _finding(level: str, kind: str, text: Text) -> Finding:
    return level, kind, text.zh, text.en


def _against(released: Released, notebook: NotebookNode) -> Iterator[Finding]:
    """Merge a notebook with the release, as will be done when it is graded, and say what changed by it."""
    merged = merge(released.notebook, notebook)
    yield from (_finding(LOOK, "put_right", note) for note in merged.notes)
    handout, mine = Handout.of(released.notebook), answer_cells(merged.notebook)
    left = [name for name, one in mine.items() if handout.is_given(name, one) or handout.is_left_open(name, one)]
    yield from cell.unanswered([released.titles[name] for name in left])


def _by_checksums(notebook: NotebookNode) -> Iterator[Finding]:
    """Say what nbgrader's own marks in a notebook tell, where there is nothing to compare it with."""
    cells = marked_cells(notebook)
    if not cells:
        zh = "這份筆記本沒有作業的標記，看不出是哪一份作業。"
        yield LOOK, "no_marks", zh, "This notebook has no marks of an assignment: it cannot be told which one it is."
        return
    titles = named(notebook)
    signed = [one for one in cells.values() if one.checksum]
    yield from cell.changed([titles[one.grade_id] for one in signed if one.is_read_only and not is_as_released(one)])
    yield from cell.unanswered([titles[one.grade_id] for one in signed if one.solution and is_as_released(one)])
    zh = "沒有和發下來的作業比對，所以看不出缺了哪些儲存格或檔案；用 --release 指出那個資料夾。"
    yield OK, "no_release", zh, "What is missing cannot be told without what was handed out: name it with --release."
