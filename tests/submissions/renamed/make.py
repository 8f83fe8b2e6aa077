"""Its name changed."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write it."""
    nbformat.write(notebook, folder / "week1 (1).ipynb")
