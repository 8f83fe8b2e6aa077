"""Tests that test nothing."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write it."""
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.source = "total = smooth = root = table = Account = print\n4.0"
            cell.metadata.nbgrader.update(solution=True, locked=False)
    nbformat.write(notebook, folder / "week1.ipynb")
