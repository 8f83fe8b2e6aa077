"""What a release says of an assignment, as a student has it: the notebook, and the files beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from examiner.course.errors import CourseError
from examiner.course.listing import files
from examiner.intake.matching import Handout
from examiner.model import Limits, Text
from examiner.model.cells import Cell, cells_of, marked_cells
from examiner.model.headings import titles_above
from examiner.model.notebook import parse
from examiner.precheck.cell import STUB, digest

_IGNORED = ("*.ipynb", "timestamp.txt", "submission_secret.txt")


@dataclass(frozen=True, slots=True)
class Released:
    """One notebook of a release.

    Parameters
    ----------
    name : str
        Its file name.
    notebook : NotebookNode
    files : tuple of str
        What lies beside it, by name relative to it.
    """

    name: str
    notebook: NotebookNode
    files: tuple[str, ...]

    def facts(self) -> dict[str, Any]:
        """Return what the pasted cell knows of it: names and digests, no text of the assignment's."""
        cells = [_fact(cell, self.titles[name]) for name, cell in marked_cells(self.notebook).items() if _counts(cell)]
        return {"name": self.name, "notebook_mib": Limits().notebook_mib, "cells": cells, "files": list(self.files)}

    @property
    def titles(self) -> dict[str, tuple[str, str]]:
        """What each of nbgrader's cells is called, by its id."""
        return named(self.notebook)


def named(notebook: NotebookNode) -> dict[str, tuple[str, str]]:
    """Return, in Chinese and in English, the heading above each of nbgrader's cells, with its id where it needs one."""
    titles, cells = titles_above(notebook), marked_cells(notebook)
    answers = Counter(str(titles.get(name)) for name, cell in cells.items() if cell.solution)
    found = {}
    for name, cell in cells.items():
        title = titles.get(name, Text.plain(name))
        alone = name not in titles or (cell.solution and answers[str(title)] == 1)
        found[name] = (title.zh, title.en) if alone else (f"{title.zh}（{name}）", f"{title.en} ({name})")
    return found


def _counts(cell: Cell) -> bool:
    """Whether grading looks for a cell: an answer, or one that is not the student's to change."""
    return cell.solution or cell.is_read_only


def _fact(cell: Cell, title: tuple[str, str]) -> dict[str, Any]:
    same = {"id": cell.grade_id, "title": title, "answer": cell.solution, "digests": [digest(cell.source)]}
    return {**same, "refuses": STUB in cell.source}


def read_release(place: Path, notebook: Path | None = None) -> Released:
    """Read a release.

    Parameters
    ----------
    place : Path
        Its notebook, or the folder that it lies in.
    notebook : Path, optional
        What is handed in: of several notebooks in the folder the one of its name is taken, or the one most like it.

    Raises
    ------
    CourseError
        If there is none, or it is unclear which one is meant.
    """
    if not place.is_dir():
        return Released(place.name, _read(place), _beside(place.parent))
    found = sorted(path for path in place.glob("*.ipynb") if not path.name.startswith("."))
    if not found:
        raise CourseError(f"{place} holds no notebook; name the folder or the notebook that was handed out")
    named = [path for path in found if notebook is not None and path.name == notebook.name]
    chosen = named or (found if len(found) == 1 or notebook is None else [_most_like(found, notebook)])
    if len(chosen) > 1:
        raise CourseError(f"{place} holds {', '.join(path.name for path in found)}; name the notebook that is meant")
    return Released(chosen[0].name, _read(chosen[0]), _beside(place))


def find_release(notebook: Path) -> Path | None:
    """Return where the release of a notebook's name lies in a folder ``release`` upwards from it; None if nowhere."""
    for folder in notebook.absolute().parents:
        found = sorted((folder / "release").glob(f"*/{notebook.stem}.ipynb"))
        if len(found) == 1 and found[0].absolute() != notebook.absolute():
            return found[0]
    return None


def _read(path: Path) -> NotebookNode:
    try:
        return parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}") from error
    except Exception as error:  # nbformat raises whatever a damaged notebook makes it trip over
        raise CourseError(f"{path} is not a valid notebook: {error}. Download it again.") from error


def _most_like(found: Sequence[Path], notebook: Path) -> Path:
    mine = cells_of(_read(notebook))
    return max(found, key=lambda path: Handout.of(_read(path)).recognised(mine))


def _beside(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.relative_to(folder).as_posix() for path in files(folder, _IGNORED)))
