"""A kernel that is not ours."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write it."""
    notebook.metadata.kernelspec = {"name": "../../../tmp/evil", "display_name": "R", "language": "bash", "argv": ["sh"]}
    notebook.metadata.language_info = {"name": "bash", "file_extension": "/../../x.sh", "nbconvert_exporter": "script"}
    nbformat.write(notebook, folder / "week1.ipynb")
