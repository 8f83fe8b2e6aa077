"""How many asserts of a public course ``examiner adopt`` makes checks of that the master passes."""

from __future__ import annotations

import ast
import importlib.util
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from benchmarks.public_laid_out import OURS, Course, is_master, read, shown
from examiner.adopting.adoption import OF_MASTER
from examiner.adopting.drafting import Drafting, modules_beside
from examiner.adopting.reading import imported
from examiner.model.code import parsed

Place = tuple[str, int, int]


def adopted(course: Course, assignment: str) -> dict[str, Any]:
    """Make graders of an assignment's asserts; return how many of them became checks that the master passes."""
    folder = course.folder(OURS) / "source" / assignment
    masters = [path for path in sorted(folder.glob("*.ipynb")) if is_master(read(path))]
    every = [one for path in masters for one in _asserts(path)]
    missing = sorted({name for path in masters for name in _missing(read(path), modules_beside(folder))})
    if missing:
        return {"missing": missing, **_counts("left_out", every)}
    _, out, told = course.ours("adopt", assignment, "--no-audit", "--json")
    lines = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    shutil.rmtree(course.folder(OURS) / "graders", ignore_errors=True)
    if not lines:
        return {"adopt": shown(told), **_counts("left_out", every)}
    by_hand = [one for line in lines for one in line["by_hand"]]
    left = {_place(one) for one in by_hand}
    failed = {
        _place(one)[:2] for one in by_hand if one["reason"].startswith(OF_MASTER)
    }  # what the master's own notebook does not pass is of no use to anybody
    counted = [one for one in every if one.place[:2] not in failed]
    return {
        **_counts("asserts", counted),
        **_counts("adopted", [one for one in counted if one.place not in left]),
        **_counts("left_out", [one for one in every if one.place[:2] in failed]),
        "by_hand": sorted(one["reason"].partition(": ")[0] for one in by_hand),
    }


@dataclass(frozen=True)
class _Statement:
    """A statement of a test cell: its notebook, cell and line, how many asserts it is, and whether it is hidden."""

    place: Place
    count: int
    hidden: bool


def _asserts(path: Path) -> Iterator[_Statement]:
    drafting = Drafting(read(path), "BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
    for cell in drafting.reading.cells:
        for step in cell.steps:
            place = (path.stem, step.cell.index + 1, step.line)
            yield _Statement(place, drafting.judging.count(step), step.hidden)


def _place(by_hand: Mapping[str, Any]) -> Place:
    return Path(by_hand["notebook"]).stem, by_hand["cell"], by_hand["line"]


def _counts(name: str, statements: Sequence[_Statement]) -> dict[str, int]:
    """Return how many asserts statements are, and how many of these are hidden."""
    hidden = "hidden" if name == "asserts" else f"hidden_{name}"
    return {
        name: sum(one.count for one in statements),
        hidden: sum(one.count for one in statements if one.hidden),
    }


def _missing(notebook: NotebookNode, beside: frozenset[str]) -> Iterator[str]:
    """Yield the modules that a notebook imports and this environment lacks."""
    for cell in notebook.cells:
        tree = parsed(cell.source) if cell.cell_type == "code" else None
        for node in ast.walk(tree) if tree is not None else ():
            for _, (module, _) in imported(node):
                top = module.partition(".")[0]
                if top and top not in beside and importlib.util.find_spec(top) is None:
                    yield top
