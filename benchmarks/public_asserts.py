"""How many asserts of a public course ``examiner adopt`` makes checks of that the master passes."""

from __future__ import annotations

import ast
import importlib.util
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from benchmarks.public_laid_out import OURS, Course, is_master, read, shown
from examiner.adopting.adoption import OF_MASTER
from examiner.adopting.drafting import Drafting, modules_beside
from examiner.adopting.reading import imported
from examiner.model.code import parsed


def adopted(course: Course, assignment: str) -> dict[str, Any]:
    """Make graders of an assignment's asserts; return how many of them became checks that the master passes."""
    folder = course.folder(OURS) / "source" / assignment
    masters = [path for path in sorted(folder.glob("*.ipynb")) if is_master(read(path))]
    missing = sorted({name for path in masters for name in _missing(read(path), modules_beside(folder))})
    if missing:
        return {"missing": missing}
    _, out, told = course.ours("adopt", assignment, "--no-audit", "--json")
    lines = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    shutil.rmtree(course.folder(OURS) / "graders", ignore_errors=True)
    if not lines:
        return {"adopt": shown(told)}
    by_hand = [one for line in lines for one in line["by_hand"]]
    left = {(Path(one["notebook"]).stem, one["cell"], one["line"]) for one in by_hand}
    failed = {
        (Path(one["notebook"]).stem, one["grade_id"]) for one in by_hand if one["reason"].startswith(OF_MASTER)
    }  # what the master's own notebook does not pass is of no use to anybody
    steps = {
        (path.stem, step.cell.index + 1, step.line): (drafting.judging.count(step), step.hidden)
        for path in masters
        for drafting in (Drafting(read(path), "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"),)
        for cell in drafting.reading.cells
        if (path.stem, cell.cell.grade_id) not in failed
        for step in cell.steps
    }
    return {
        "asserts": sum(count for count, _ in steps.values()),
        "adopted": sum(count for place, (count, _) in steps.items() if place not in left),
        "hidden": sum(count for count, hidden in steps.values() if hidden),
        "hidden_adopted": sum(count for place, (count, hidden) in steps.items() if hidden and place not in left),
        "by_hand": sorted(one["reason"].partition(": ")[0] for one in by_hand),
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
