"""Converted back."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write it."""
    (folder / "week1.ipynb").write_text(nbformat.writes(nbformat.convert(notebook, 3), version=3))
