"""Random assignments of nbgrader's, each drawn with a seed of its own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from tests.conftest import marked_cell
from tests.dropin.questions import QUESTIONS, Question

POINTS = (1, 2, 3, 5, 10, 0.5, 2.5, 0)
MOST_CELLS = 12
PYTHON = {"name": "python3", "display_name": "Python 3", "language": "python"}


@dataclass
class Asked:
    """One question of a notebook.

    Parameters
    ----------
    name : str
        The function's name, and the answer cell's id.
    """

    name: str
    question: Question

    def text(self, pattern: str) -> str:
        """Return a text about the function."""
        return pattern.replace("{f}", self.name)

    def body(self, body: str) -> str:
        """Return the function with this body."""
        lines = "\n".join("    " + line for line in body.splitlines())
        return f"def {self.name}({self.question.arguments}):\n{lines}"


@dataclass
class Made:
    """A random assignment.

    Parameters
    ----------
    notebooks : dict of str to NotebookNode
        The masters by name.
    asked : dict of str to dict
        By notebook and answer cell, what is asked there.
    files : dict of str to str
        What lies beside the masters.
    """

    name: str
    rng: random.Random
    notebooks: dict[str, NotebookNode] = field(default_factory=dict)
    asked: dict[str, dict[str, Asked]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    autotests: bool = False
    late: bool = False


def make(name: str, seed: str, most_notebooks: int = 3) -> Made:
    """Return the assignment that belongs to a seed."""
    rng = random.Random(seed)
    made = Made(name, rng, late=rng.random() < 0.3)
    count = rng.choice((1, 1, 1, 2, 2, 3)[: max(3, 2 * most_notebooks)] if most_notebooks > 1 else (1,))
    for number in range(count):
        book = name if count == 1 and rng.random() < 0.5 else f"part{number + 1}"
        asked: dict[str, Asked] = {}
        cells: list[NotebookNode] = []
        wanted = rng.randint(2, MOST_CELLS)
        while len(cells) < wanted:
            block = list(_block(rng, len(cells), asked, made))
            if len(cells) + len(block) > max(wanted, 2):
                break
            cells += block
        if not any(cell.metadata.get("nbgrader", {}).get("grade") for cell in cells):
            cells += list(_coding(rng, len(cells), asked, made))
        made.notebooks[book] = _notebook(rng, cells)
        made.asked[book] = asked
    if rng.random() < 0.3:
        made.files["data.csv"] = "n,square\n1,1\n2,4\n"
    return made


def _notebook(rng: random.Random, cells: list[NotebookNode]) -> NotebookNode:
    notebook = new_notebook(cells=cells, metadata={"kernelspec": PYTHON})
    if rng.random() < 0.2:  # as Jupyter wrote them before cells had ids
        for cell in notebook.cells:
            cell.pop("id", None)
        notebook.nbformat_minor = 4
    nbformat.validate(notebook)
    return notebook


def _block(rng: random.Random, place: int, asked: dict[str, Asked], made: Made) -> Iterator[NotebookNode]:
    kind = rng.choices(("prose", "given", "fixed", "coding", "text", "code by hand", "task"), (2, 1, 1, 6, 1, 1, 1))[0]
    if kind == "coding":
        yield from _coding(rng, place, asked, made)
    elif kind == "prose":
        yield new_markdown_cell(f"## Part {place}\nSome words about it.", id=f"prose-{place}")
    elif kind == "given":
        yield new_code_cell(f"GIVEN_{place} = {place}", id=f"given-{place}")
    elif kind == "fixed":
        yield marked_cell("code", f"FIXED_{place} = [{place}] * 3", f"fixed_{place}", locked=True)
    elif kind == "text":
        answer = rng.choice(("Because.", "### BEGIN SOLUTION\nBecause.\n### END SOLUTION"))
        yield marked_cell("markdown", answer, f"why_{place}", grade=True, solution=True, points=_points(rng))
    elif kind == "code by hand":
        yield marked_cell("code", "plot = [1, 2]", f"plot_{place}", grade=True, solution=True, points=_points(rng))
    else:
        text = "Draw what you found.\n=== BEGIN MARK SCHEME ===\nAxes are named.\n=== END MARK SCHEME ==="
        yield marked_cell("markdown", text, f"task_{place}", task=True, locked=True, points=_points(rng))


def _points(rng: random.Random) -> float:
    return rng.choice(POINTS)


def _coding(rng: random.Random, place: int, asked: dict[str, Asked], made: Made) -> Iterator[NotebookNode]:
    """Yield an answer and one or two cells that test it."""
    one = Asked(f"f{place}_{rng.randrange(100)}", rng.choice(QUESTIONS))
    asked[one.name] = one
    right = one.body(one.question.right)
    head, _, body = right.partition("\n")
    solutions = (right, f"### BEGIN SOLUTION\n{right}\n### END SOLUTION", _region(head, body))
    yield marked_cell("code", rng.choice(solutions), one.name, solution=True)
    tests, points = f"test_{one.name}", _points(rng)
    visible, hidden = one.text(one.question.visible), one.text(one.question.hidden)
    kind = rng.choices(
        ("hidden", "visible", "two", "partial", "autotest", "all hidden", "numpy"), (5, 2, 2, 3, 1, 1, 0.3)
    )[0]
    made.autotests |= kind == "autotest"
    region = f"### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
    source = {
        "hidden": f"{visible}\n{region}",
        "visible": f"{visible}\n{hidden}",
        "two": visible,
        "partial": one.text(f"({one.question.share}) * {points}"),
        "numpy": one.text(f"import numpy as np\nnp.float64({one.question.share}) * {points}"),
        "autotest": f"{visible}\n### {rng.choice(('AUTOTEST', 'HASHED AUTOTEST'))} {one.text(one.question.tried)}",
        "all hidden": region,
    }[kind]
    yield marked_cell("code", source, tests, grade=True, locked=rng.random() < 0.9, points=points)
    if kind == "two":
        yield marked_cell("code", region, f"{tests}_more", grade=True, locked=True, points=_points(rng))


def _region(head: str, body: str) -> str:
    return f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
