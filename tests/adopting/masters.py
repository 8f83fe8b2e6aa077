"""Small masters of one task each, and what is made of them."""

from __future__ import annotations

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from tests.conftest import marked_cell

from examiner.adopting.drafting import Drafting
from examiner.adopting.modules import Module, text_of_module

BEGIN, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def hidden(text: str) -> str:
    """Return tests that students do not see."""
    return f"{BEGIN}\n{text}\n{END}"


def task(number: int, answer: str, *tests: str, points: float = 4) -> list[NotebookNode]:
    """Return the cells of a task: its heading, its answer, its tests with nbgrader's own ids."""
    solution = f"### BEGIN SOLUTION\n{answer}\n### END SOLUTION"
    cells = [new_markdown_cell(f"## Task {number}"), marked_cell("code", solution, f"answer-{number}", solution=True)]
    for letter, test in zip("abc", tests, strict=False):
        cells.append(marked_cell("code", test, f"cell-{number}{letter}", grade=True, locked=True, points=points))
    return cells


def master(*tasks: list[NotebookNode], given: str = "import numpy as np") -> NotebookNode:
    """Return a master notebook."""
    return new_notebook(cells=[new_code_cell(given), *(cell for one in tasks for cell in one)], metadata=KERNEL)


def drafted(answer: str, *tests: str, points: float = 4, given: str = "import numpy as np") -> list[Module]:
    """Return what is made of one task, not tried."""
    return Drafting(master(task(1, answer, *tests, points=points), given=given), BEGIN, END).modules()


def text(answer: str, *tests: str, points: float = 4, given: str = "import numpy as np") -> str:
    """Return the grader of a task's last cell."""
    return text_of_module(drafted(answer, *tests, points=points, given=given)[-1])


def body(grader: str) -> str:
    """Return what stands in a grader's checks: no decorators, titles and imports."""
    lines = [line for line in grader.splitlines() if line.startswith("    ") and not line.strip().startswith('"""')]
    return "\n".join(line[4:] for line in lines)
