"""One more assignment fits the course that it is added to."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.conftest import MiniCourse
from tests.starting.conftest import snapshot

from examiner.release.edition import make_release
from examiner.starting.assignment import new_assignment


def test_a_new_assignment_is_released_without_an_answer(mini: MiniCourse, examiner) -> None:
    done = examiner(mini.root, "new", "hw 2_x", "--json")
    files = json.loads(done.stdout)["files"]
    assert {"graders/hw 2_x/test_spread.py", "source/hw 2_x/hw 2_x.ipynb"} < set(files)
    assert all((mini.root / name).is_file() for name in files)
    assert r"# hw 2\\_x" in (mini.root / "source/hw 2_x/hw 2_x.ipynb").read_text()
    done = examiner(mini.root, "release", "hw 2_x")
    assert done.returncode == 0
    assert "max(values)" not in (mini.root / "release/hw 2_x/hw 2_x.ipynb").read_text()


@pytest.mark.parametrize(
    "settings",
    [
        'c.ClearSolutions.begin_solution_delimeter = "ANSWER:"\nc.ClearSolutions.end_solution_delimeter = ":ANSWER"',
        'c.CourseDirectory.source_directory = "masters"\nc.CourseDirectory.release_directory = "out/students"',
        'del c["CourseDirectory"]\nc.NbGrader.course_id = "old"\nc.Exchange.course_id = "older"',
        'c.Examiner.languages = ["fr"]',
    ],
    ids=["markers", "folders", "old settings", "another language"],
)
def test_it_fits_courses_of_many_kinds(mini: MiniCourse, settings: str) -> None:
    mini.configure(settings)
    new_assignment(mini.course, "hw2")
    result = make_release(mini.course, "hw2")
    text = (result.folder / "hw2.ipynb").read_text()
    assert "YOUR CODE HERE" in text and "max(values)" not in text and "SOLUTION" not in text
    assert result.warnings == ()


@pytest.mark.parametrize("name", ["mini", "taken", "../x", "a*b", "", ".x", "x" * 250, "feedback"])
def test_a_name_that_is_taken_or_cannot_be_is_refused(mini: MiniCourse, examiner, name: str) -> None:
    (mini.root / "graders/taken").mkdir()
    before = snapshot(mini.root)
    done = examiner(mini.root, "new", name)
    assert done.returncode == 2 and done.stderr.startswith("error: ")
    assert "of a assignment" not in done.stderr
    assert snapshot(mini.root) == before and not list(mini.root.glob(".examiner-*"))


def test_after_an_error_there_is_no_half_of_it(mini: MiniCourse, monkeypatch) -> None:
    before, rename = snapshot(mini.root), os.rename

    def full(old: Path, new: Path) -> None:
        if "source" in str(new):
            raise OSError(28, "No space left on device")
        rename(old, new)

    monkeypatch.setattr("examiner.starting.placing.os.rename", full)
    with pytest.raises(OSError, match="No space"):
        new_assignment(mini.course, "hw2")
    assert snapshot(mini.root) == before
