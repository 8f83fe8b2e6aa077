"""A cell of half a million minus signs, nested brackets and NUL characters."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write it."""
    notebook.cells[1].source = "x = " + "-" * 500_000 + "1"
    for source in ("(" * 9999, "%%bash\n" * 9999, "\0", "!" * 9999, "\\\n" * 9999, "f'{" * 999, "# -*- coding: utf-7 -*-\n+AFsAXQ-", "\x0c" * 999):
        notebook.cells.insert(3, nbformat.v4.new_code_cell(source))
    nbformat.write(notebook, folder / "week1.ipynb")
