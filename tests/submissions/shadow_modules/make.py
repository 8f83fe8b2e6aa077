"""Files that run by themselves where somebody is careless."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode

TOUCH = "open('/tmp/run-by-itself', 'w'); open('run-by-itself', 'w')"
NAMES = ("numpy", "pandas", "math", "json", "random", "pytest", "examiner", "ipykernel", "zmq", "conftest", "sitecustomize")
NAMES += ("usercustomize", "test_total", "test_zzz", "nbgrader_config", "ipython_config", "setup", "_pytest", "hypothesis", "readline")


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write them beside a right notebook."""
    nbformat.write(notebook, folder / "week1.ipynb")
    for name in NAMES:
        (folder / f"{name}.py").write_text(f"{TOUCH}\nraise ImportError({name!r})\n")
    (folder / "examiner").mkdir()
    (folder / "examiner/__init__.py").write_text(TOUCH)
    (folder / "evil.pth").write_text(f"import os; {TOUCH}\n")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -p evil --collect-only\n")
    (folder / "tox.ini").write_text("[pytest]\naddopts = --deselect .\n")
    (folder / "pyproject.toml").write_text("[tool.pytest.ini_options]\naddopts = '-p evil'\n")
    (folder / "startup.ipy").write_text(TOUCH)
    (folder / "Makefile").write_text("all:\n\ttouch /tmp/run-by-itself\n")
