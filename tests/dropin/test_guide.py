"""The course that nbgrader's own guide teaches with, and that `nbgrader quickstart` makes: as it comes with nbgrader."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import nbgrader
import pytest
from tests.dropin.compare import differences, release_differences, rows
from tests.dropin.pair import CONFIG, NBGRADER, OURS, Pair

from examiner.kernels.forkserver import ForkServer

GUIDE = Path(nbgrader.__file__).parent / "docs/source/user_guide"


@pytest.mark.parametrize("assignment", ["ps1"])
def test_nbgraders_own_course_is_released_and_graded_as_by_nbgrader(
    tmp_path: Path, server: ForkServer, assignment: str
) -> None:
    pair = Pair(tmp_path, server, f"{CONFIG}c.IncludeHeaderFooter.header = 'source/header.ipynb'\n")
    for program in (NBGRADER, OURS):
        shutil.copytree(GUIDE / "source", pair.folder(program) / "source")
        shutil.copy(GUIDE / "autotests.yml", pair.folder(program))
    assert pair.release(assignment) == ("", "")
    theirs = pair.released(NBGRADER, assignment)
    assert [*map(str, release_differences(theirs, pair.released(OURS, assignment)))] == []
    submitted = [(path.parent.name, path) for path in GUIDE.glob("submitted/*/ps1")] if assignment == "ps1" else []
    for program in (NBGRADER, OURS):
        place = pair.folder(program) / "submitted"
        for student, path in submitted:
            shutil.copytree(path, place / student / assignment)
        shutil.copytree(pair.folder(NBGRADER) / "release" / assignment, place / "nobody" / assignment)
        (place / "solver" / assignment).mkdir(parents=True)
        for master in (pair.folder(program) / "source" / assignment).glob("*.ipynb"):
            nbformat.write(_solved(theirs[master.stem], master), place / "solver" / assignment / master.name)
    gave_up, lines = pair.grade(assignment)
    assert gave_up == "" and len(lines) == 2 + len(submitted)
    with pair.gradebook(NBGRADER) as book, pair.gradebook(OURS) as ours:
        found = rows(book, assignment)
        assert [*map(str, differences(found, rows(ours, assignment)))] == []
        assert len(found) > 40 and found["solver",]["score"] > 0


def _solved(released: nbformat.NotebookNode, master: Path) -> nbformat.NotebookNode:
    """Return a release with the master's answers."""
    answers = {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in nbformat.read(master, as_version=4).cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    solved = nbformat.from_dict(released)
    for cell in solved.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = answers.get(name, cell.source)
    return solved
