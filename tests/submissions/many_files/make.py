"""Files without end."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write them."""
    nbformat.write(notebook, folder / "week1.ipynb")
    (folder / "data").mkdir()
    for number in range(2100):
        (folder / f"data/{number}.txt").touch()
