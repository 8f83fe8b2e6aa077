"""The wrong kind of file."""

from pathlib import Path

from nbformat import NotebookNode


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write it."""
    (folder / "week1.png").write_bytes(b"\x89PNG")
