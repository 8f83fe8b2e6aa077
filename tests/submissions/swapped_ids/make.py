"""Every answer carries the id of the next task."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write it."""
    answers = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    names = [cell.metadata.nbgrader.grade_id for cell in answers]
    for cell, name in zip(answers, names[1:] + names[:1], strict=True):
        cell.metadata.nbgrader.grade_id = name
    nbformat.write(notebook, folder / "week1.ipynb")
