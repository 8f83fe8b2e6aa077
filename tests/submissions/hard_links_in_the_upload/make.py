"""Hard links out of the upload."""

import os
from pathlib import Path

import nbformat
from nbformat import NotebookNode

LOOK = """
import os
for name in os.listdir("."):
    print(open(name, errors="replace").read()[:5000])
print("files opened")


def total(numbers):
    return -1
"""


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write them beside the notebook."""
    notebook.cells[1].source = LOOK
    nbformat.write(notebook, folder / "week1.ipynb")
    root = folder.parents[2]
    for name in ("gradebook.db", "graders/week1/test_total.py", "graders/week1/data/signal.json"):
        os.link(root / name, folder / f"{Path(name).stem}.txt")
