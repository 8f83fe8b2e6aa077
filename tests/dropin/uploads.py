"""What random students hand in: answers of every kind in notebooks of every state."""

from __future__ import annotations

import copy
import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from tests.dropin.masters import Asked, Made

DUE = "2026-01-10 12:00:00 UTC"
IN_TIME, LATE, AGAIN = "2026-01-09 08:00:00 UTC", "2026-01-12 13:00:00 UTC", "2026-01-14 09:00:00 UTC"
ANSWERS = ("right", "wrong", "nearly", "untouched", "raises", "syntax", "prints", "warns")
OFTEN = (8, 2, 3, 2, 1, 1, 1, 0.3)
EDITS = ("deleted", "duplicated", "moved", "own cells", "edited test", "other points", "no metadata")


@dataclass
class Upload:
    """What one student hands in.

    Parameters
    ----------
    kinds : set of str
        What was done to its notebooks.
    """

    student: str
    timestamp: str = ""
    notebooks: dict[str, NotebookNode] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)


def hand_in(made: Made, released: Mapping[str, NotebookNode], student: str, rng: random.Random) -> Upload:
    """Return a random student's work on what was released."""
    upload = Upload(student, rng.choice(("", IN_TIME, LATE)) if made.late else rng.choice(("", IN_TIME)))
    edited = rng.random() < 0.45
    for name, notebook in released.items():
        mine = copy.deepcopy(notebook)
        _answer(mine, made.asked[name], rng, upload)
        if edited:
            _edit(mine, rng, upload)
        upload.notebooks[name] = mine
    if len(released) > 1 and rng.random() < 0.15:
        del upload.notebooks[rng.choice(sorted(released))]
        upload.kinds.add("missing notebook")
    return upload


def _answer(notebook: NotebookNode, asked: Mapping[str, Asked], rng: random.Random, upload: Upload) -> None:
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if not marks.get("solution"):
            continue
        if marks["grade"]:
            if rng.random() < 0.6:
                cell.source = "Since it is so." if cell.cell_type == "markdown" else "plot = [3, 4]"
            continue
        kind = rng.choices(ANSWERS, OFTEN)[0]
        upload.kinds.add(kind)
        if kind != "untouched":
            cell.source = _text(asked[marks["grade_id"]], kind)


def _text(one: Asked, kind: str) -> str:
    question = one.question
    return {
        "right": one.body(question.right),
        "wrong": one.body(question.wrong),
        "nearly": one.body(question.nearly),
        "raises": one.body("raise ValueError('not yet')"),
        "syntax": f"def {one.name}(:\n    pass",
        "prints": one.body(f"print('called')\n{question.right}") + "\nprint('defined')",
        "warns": one.body(f"import sys\nprint('careful', file=sys.stderr)\n{question.right}"),
    }[kind]


def _edit(notebook: NotebookNode, rng: random.Random, upload: Upload) -> None:
    """Do to a notebook what students do."""
    cells, kind = notebook.cells, rng.choice(EDITS)
    at = rng.randrange(len(cells))
    upload.kinds.add(kind)
    if kind == "deleted":
        del cells[at]
    elif kind == "duplicated":
        twin = copy.deepcopy(cells[at])
        if "id" in twin:
            twin.id = f"{twin.id[:50]}-copy"
        cells.insert(rng.randint(at, len(cells)), twin)
    elif kind == "moved":
        cells.insert(rng.randrange(len(cells)), cells.pop(at))
    elif kind == "own cells":
        own = new_code_cell("MINE = 1\nprint(MINE)", id="of-my-own")
        if notebook.nbformat_minor < 5:
            own.pop("id")
        cells.insert(rng.randint(0, len(cells)), own)
    elif kind == "no metadata":
        cells[at].metadata.pop("nbgrader", None)
    else:
        tests = [cell for cell in cells if _is_test(cell)]
        for cell in tests[:1]:
            if kind == "edited test":
                cell.source = "pass"
            else:
                cell.metadata.nbgrader.points = 99


def _is_test(cell: NotebookNode) -> bool:
    marks = cell.metadata.get("nbgrader", {})
    return bool(marks.get("grade") and not marks.get("solution"))
