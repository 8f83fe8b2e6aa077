"""As Colab saves it."""

import json
from pathlib import Path

from nbformat import NotebookNode


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write it."""
    notebook.metadata = {"colab": {"provenance": [], "toc_visible": True}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook.nbformat_minor = 0
    for number, cell in enumerate(notebook.cells):
        del cell["id"]
        cell.metadata.update({"id": f"aB{number}_x", "colab": {"base_uri": "https://localhost:8080/"}, "outputId": "x"})
        cell.source = cell.source.splitlines(keepends=True)
        if cell.cell_type == "code":
            cell.outputs = [{"output_type": "stream", "name": "stdout", "text": ["old\n"]}]
    (folder / "week1.ipynb").write_text(json.dumps(notebook))
