"""Where the solutions stand in a master's answer cells."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbformat import NotebookNode

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


def marks(cell: NotebookNode) -> dict[str, object]:
    """Return a cell's nbgrader metadata, empty if it has none."""
    return dict(cell.metadata.get("nbgrader", {}))


def is_answer(cell: NotebookNode) -> bool:
    """Say whether students write in this code cell."""
    data = marks(cell)
    return cell.cell_type == "code" and bool(data.get("solution")) and not data.get("grade")


def answers(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """Return the answer cells by task."""
    return {str(marks(cell)["grade_id"]): cell for cell in notebook.cells if is_answer(cell)}


def solution_lines(source: str) -> set[int]:
    """Return the numbers (from 1) of the lines inside solution regions."""
    found, inside = set(), False
    for number, line in enumerate(source.splitlines(), 1):
        if line.strip() == BEGIN:
            inside = True
        elif line.strip() == END:
            inside = False
        elif inside:
            found.add(number)
    return found


def regions(source: str) -> Iterator[str]:
    """Yield the text of each solution region."""
    lines = source.splitlines()
    wanted = sorted(solution_lines(source))
    block: list[int] = []
    for number in [*wanted, -1]:
        if block and number != block[-1] + 1:
            yield "\n".join(lines[n - 1] for n in block)
            block = []
        block.append(number)


def defined(source: str) -> set[str]:
    """Return the names that a cell binds at its top level; none if it is no Python."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set()
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        else:
            stores = (n for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
            found.update(n.id for n in stores)
    return found


def used(source: str) -> set[str]:
    """Return the names that a cell reads anywhere; none if it is no Python."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set()
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
