"""What holds for every master of the course and its graders, read as text."""

from __future__ import annotations

import ast
import re

import nbformat
import pytest
from tests.house.project import ROOT

MASTERS = sorted((ROOT / "source").glob("*/*.ipynb"))
ASSIGNMENTS = [path.parent.name for path in MASTERS]


def imported(assignment: str) -> set[str]:
    """Return the names that a master's cells bind by importing."""
    cells = nbformat.read(ROOT / "source" / assignment / f"{assignment}.ipynb", 4).cells
    trees = [ast.parse(cell.source) for cell in cells if cell.cell_type == "code"]
    found = [alias for tree in trees for node in ast.walk(tree) if hasattr(node, "names") for alias in node.names]
    return {(alias.asname or alias.name).partition(".")[0] for alias in found if isinstance(alias, ast.alias)}


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_graders_take_libraries_from_the_kernel_and_not_by_the_students_names(assignment: str) -> None:
    names = imported(assignment) | {"functools", "numpy", "partial"}
    for path in sorted((ROOT / "graders" / assignment).glob("test_*.py")):
        asked = set(re.findall(r"student(?:\.|\[[\"'])(\w+)", path.read_text(encoding="utf-8")))
        assert not asked & names, f'{path}: write student.library("...")'
