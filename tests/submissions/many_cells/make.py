"""Cells without end."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write it."""
    notebook.cells += [nbformat.v4.new_code_cell("x = 1") for _ in range(10_000)]
    nbformat.write(notebook, folder / "week1.ipynb")
