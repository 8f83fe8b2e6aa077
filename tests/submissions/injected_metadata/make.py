"""Metadata of every kind and type."""

import json
from pathlib import Path

from nbformat import NotebookNode

JUNK = {
    "papermill": {"parameters": {"score": 20}},
    "nbgrader": {"version": 2, "grade": 20, "db_url": "sqlite:////tmp/other.db"},
    "jupytext": {"formats": "ipynb,py:percent", "notebook_metadata_filter": "all"},
    "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {"x": {}}}},
    "tags": ["hide-cell", "raises-exception", "skip-execution", "parameters", "remove-cell"],
    "examiner": {"score": 20},
    "execution": {"timeout": 0},
    "deletable": "no",
    "editable": None,
    "collapsed": [],
}
IDS = [None, 7, 1e308, True, [], {"$ref": "#"}, "../../../etc", "<b>id</b>", "x" * 10_000, "test_total"]


def make(folder: Path, notebook: NotebookNode) -> None:
    """Write it."""
    data = json.loads(json.dumps(notebook))
    data["metadata"].update(JUNK, kernelspec={"name": ["bash"], "argv": ["sh", "-c", "touch /tmp/x"], "metadata": {"provisioner": 1}})
    for cell in data["cells"]:
        marks = cell["metadata"].get("nbgrader")
        cell["metadata"].update({**JUNK, "nbgrader": marks} if marks else JUNK)
        if marks:
            marks.update(points=[1000], locked="no", cell_type=7, checksum={"a": 1}, remove=True, version="NaN")
            cell["attachments"] = {"../x.png": {"image/png": "AAAA"}}
    for number, junk in enumerate(IDS):
        marks = {"grade_id": junk, "grade": True, "points": 100, "solution": True, "schema_version": junk}
        data["cells"].append({"cell_type": "code", "id": number, "source": f"x = {number}", "metadata": {"nbgrader": marks}, "outputs": 7})
    (folder / "week1.ipynb").write_text(json.dumps(data))
