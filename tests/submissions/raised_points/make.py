"""Grade cells worth more than they are."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write it."""
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("grade"):
            marks.update(points=1000.0, locked=False)
        elif marks:
            marks.update(grade=True, points=float("inf"), schema_version=99)
    nbformat.write(notebook, folder / "week1.ipynb")
