"""A megabyte of zeros a hundred times over, packed."""

import zipfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode

UNFOLD = """
import zipfile
try:
    zipfile.ZipFile("data.zip").extractall("/tmp")
except OSError as error:
    print(error)


def total(numbers):
    return -1
"""


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write it beside the notebook."""
    notebook.cells[1].source = UNFOLD
    nbformat.write(notebook, folder / "week1.ipynb")
    with zipfile.ZipFile(folder / "data.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(100):
            archive.writestr(f"{number}.bin", bytes(1 << 20))
