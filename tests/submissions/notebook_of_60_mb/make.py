"""A notebook with an enormous output."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write it."""
    notebook.cells[1].outputs = [nbformat.v4.new_output("stream", text="x" * 60_000_000)]
    nbformat.write(notebook, folder / "week1.ipynb")
