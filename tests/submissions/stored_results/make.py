"""Outputs of an earlier grading that never was."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write it."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count = 1
            data = {"text/html": "<b>STORED-RESULT 4 / 4</b>", "text/plain": "4.0"}
            cell.outputs = [nbformat.v4.new_output("execute_result", data=data, execution_count=1)]
            cell.outputs.append(nbformat.v4.new_output("display_data", data=data, metadata={"examiner_result": True}))
    nbformat.write(notebook, folder / "week1.ipynb")
