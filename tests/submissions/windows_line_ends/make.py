"""Carriage returns everywhere."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write it."""
    for cell in notebook.cells:
        cell.source = cell.source.replace("\n", "\r\n")
    text = nbformat.writes(notebook).replace("\n", "\r\n")
    (folder / "week1.ipynb").write_bytes(text.encode())
