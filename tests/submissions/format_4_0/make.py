"""Without cell ids."""

import json
from pathlib import Path

from nbformat import NotebookNode


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write it."""
    for cell in notebook.cells:
        del cell["id"]
    notebook.nbformat_minor = 0
    (folder / "week1.ipynb").write_text(json.dumps(notebook))
