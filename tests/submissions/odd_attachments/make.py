"""Many files."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write it."""
    notebook.cells[1].source = "print('read', open('data/深/a 🙂, b.txt').read())\n\n\n" + notebook.cells[1].source
    nbformat.write(notebook, folder / "week1.ipynb")
    nbformat.write(notebook, folder / "copy of week1.ipynb")
    (folder / "data/深").mkdir(parents=True)
    (folder / "data/深/a 🙂, b.txt").write_text("深", encoding="utf-8")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints/week1-checkpoint.ipynb").write_text("{")
    (folder / "timestamp.txt").write_text("no time at all")
    (folder / "..%2f..%2fescape.txt").write_text("x")
    (folder / "back\\slash.txt").write_text("x")
    (folder / "new\nline.txt").write_text("x")
