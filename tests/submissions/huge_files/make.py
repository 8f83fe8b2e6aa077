"""A file with a hole."""

import os
from pathlib import Path

import nbformat
from nbformat import NotebookNode


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write it."""
    nbformat.write(notebook, folder / "week1.ipynb")
    (folder / "data.bin").touch()
    os.truncate(folder / "data.bin", 1 << 40)
