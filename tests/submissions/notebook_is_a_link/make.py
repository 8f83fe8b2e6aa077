"""Somebody else's work under one's own name."""

from pathlib import Path

from nbformat import NotebookNode


def make(folder: Path, notebook: NotebookNode) -> None:
    """Link to it."""
    (folder / "week1.ipynb").symlink_to("../../ada/week1/week1.ipynb")
