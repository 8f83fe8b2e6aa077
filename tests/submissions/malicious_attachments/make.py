"""Attachments that a careless grader would open."""

import io
import json
import os
import pickle
import zipfile
from pathlib import Path

import nbformat
import numpy as np
from nbformat import NotebookNode


class Evil:
    """Touches a file when it is unpickled."""

    def __reduce__(self):
        return os.system, ("touch /tmp/loaded-by-the-grader",)


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write them beside a right notebook."""
    nbformat.write(notebook, folder / "week1.ipynb")
    evil = pickle.dumps(Evil())
    for name in ("model.pkl", "model.joblib", "model.pt", "state.dill", "weights.h5"):
        (folder / name).write_bytes((b"\x89HDF\r\n\x1a\n" if name.endswith("h5") else b"") + evil)
    file = io.BytesIO()
    np.save(file, np.array([Evil()], dtype=object), allow_pickle=True)
    with zipfile.ZipFile(folder / "data.npz", "w") as archive:
        archive.writestr("x.npy", file.getvalue())
    layer = {"class_name": "Lambda", "config": {"function": {"class_name": "__lambda__", "config": {"code": "4wEAAAA=", "defaults": None}}}}
    with zipfile.ZipFile(folder / "model.keras", "w") as archive:
        archive.writestr("config.json", json.dumps({"class_name": "Sequential", "config": {"layers": [layer]}}))
        archive.writestr("../../../loaded-by-the-grader.txt", "out of the archive")
