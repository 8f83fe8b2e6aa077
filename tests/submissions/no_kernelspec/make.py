"""As some converters leave it."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write it."""
    notebook.metadata = {}
    nbformat.write(notebook, folder / "week1.ipynb")
