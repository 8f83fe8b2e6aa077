"""The teacher's work under one's own name."""

import os
from pathlib import Path

from nbformat import NotebookNode


def make(folder: Path, notebook: NotebookNode) -> None:
    """Link to it."""
    os.link(folder.parents[2] / "source/week1/week1.ipynb", folder / "week1.ipynb")
