"""A pipe without a writer."""

import os
from pathlib import Path

from nbformat import NotebookNode


def make(folder: Path, notebook: NotebookNode) -> None:
    """Make it."""
    os.mkfifo(folder / "week1.ipynb")
