"""Links out of the upload."""

import os
from pathlib import Path

import nbformat
from nbformat import NotebookNode

LOOK = """
import os
for folder, folders, files in os.walk(".", followlinks=True):
    for name in files:
        try:
            print(open(os.path.join(folder, name), errors="replace").read()[:5000])
        except OSError:
            pass
print("links opened")


def total(numbers):
    return -1
"""


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write them beside the notebook."""
    notebook.cells[1].source = LOOK
    nbformat.write(notebook, folder / "week1.ipynb")
    root = folder.parents[2]
    (folder / "gradebook.csv").symlink_to(root / "gradebook.db")
    (folder / "relative.csv").symlink_to("../../../gradebook.db")
    (folder / "data").symlink_to("../../../graders/week1", target_is_directory=True)
    (folder / "other.txt").symlink_to(root / "submitted/bea/week1/week1.ipynb")
    (folder / "inside").mkdir()
    (folder / "inside/up").symlink_to("../../../..", target_is_directory=True)
    (folder / "inside/loop").symlink_to("loop")
    (folder / "environ").symlink_to("/proc/self/environ")
    os.mkfifo(folder / "pipe")
