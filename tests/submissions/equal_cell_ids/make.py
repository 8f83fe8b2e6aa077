"""Twins."""

import json
from pathlib import Path

from nbformat import NotebookNode


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write it."""
    for cell in notebook.cells:
        cell.id = "twin"
    (folder / "week1.ipynb").write_text(json.dumps(notebook))
