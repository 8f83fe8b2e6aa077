"""Somebody else's upload under one's own name."""

from pathlib import Path

from nbformat import NotebookNode


def make(folder: Path, notebook: NotebookNode) -> None:
    """Link to it."""
    folder.rmdir()
    folder.symlink_to("../ada/week1", target_is_directory=True)
