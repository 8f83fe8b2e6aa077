"""What nbgrader's preprocessors share is read once, and again when a file of it has changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from nbgrader.apps.api import NbGraderAPI
from traitlets.config import Config

from examiner import nbgrader_plugin, pipeline
from examiner.course.layout import Course
from examiner.model import Limits
from examiner.nbgrader_plugin import Door

EMPTY = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch, server) -> Door:
    """A process' door of its own, on the shared fork server."""
    Door.clear_instance()
    monkeypatch.setattr(nbgrader_plugin, "shared_server", lambda preload, user=None: server)
    yield Door.instance()
    Door.clear_instance()


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Counts how often an assignment is read and converted, and a settings file executed."""
    seen = {"assignment": 0, "course": 0}

    def counting(what: str, original: Callable) -> Callable:
        def counted(*args):
            seen[what] += 1
            return original(*args)

        return counted

    monkeypatch.setattr(pipeline, "load_assignment", counting("assignment", pipeline.load_assignment))
    monkeypatch.setattr(Course, "find", counting("course", Course.find))
    return seen


def resources(mini, student: str = "ada") -> dict[str, dict[str, str]]:
    names = {"assignment": "mini", "student": student, "notebook": "mini"}
    return {"nbgrader": names, "metadata": {"path": str(mini.root / "autograded" / student / "mini")}}


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # of nbgrader's add_submission
def test_a_class_is_graded_by_nbgrader_with_one_reading_of_its_assignment(mini, door, reads, monkeypatch) -> None:
    from traitlets.config.loader import PyFileConfigLoader

    for student in ("ada", "bo"):
        mini.submit(student)
    monkeypatch.chdir(mini.root)
    config = PyFileConfigLoader("nbgrader_config.py", path=str(mini.root)).load_config()
    config.CourseDirectory.root = str(mini.root)
    api = NbGraderAPI(config=Config(config))
    assert api.generate_assignment("mini")["success"] is True
    for student in ("ada", "bo"):
        answer = api.autograde("mini", student)
        assert answer["success"] is True, answer
        assert (mini.root / f".examiner/reports/mini/{student}.json").is_file()
    assert reads == {"assignment": 1, "course": 1}


@pytest.mark.parametrize(
    "change",
    [
        lambda mini: mini.grader("test_double", "from examiner import points\n@points(5)\ndef test_a(student): pass"),
        lambda mini: (mini.root / "source/mini/numbers.csv").write_text("1"),
        lambda mini: (mini.root / "source/header.ipynb").write_text(EMPTY + "\n"),
        lambda mini: (mini.root / ".examiner/secret").write_bytes(b"x" * 32),
    ],
    ids=["grader", "data", "header", "secret"],
)
def test_a_changed_file_is_read_again_and_only_once(mini, door, reads, change) -> None:
    mini.configure("c.IncludeHeaderFooter.header = 'source/header.ipynb'")
    (mini.root / "source/header.ipynb").write_text(EMPTY)
    first = door.assignment(resources(mini))
    assert door.assignment(resources(mini, "bo")) is first
    change(mini)
    second = door.assignment(resources(mini))
    assert second is not first and door.assignment(resources(mini)) is second
    assert reads == {"assignment": 2, "course": 1}


def test_changed_settings_are_read_again(mini, door, reads) -> None:
    assert door.assignment(resources(mini)).limits.deaths == Limits().deaths
    mini.configure("c.Examiner.limits = {'deaths': 1}")
    assert door.assignment(resources(mini)).limits.deaths == 1
    assert door.assignment(resources(mini)).limits.deaths == 1
    assert reads == {"assignment": 2, "course": 2}


def test_what_no_score_depends_on_is_not_looked_at(mini, door, reads) -> None:
    first = door.assignment(resources(mini))
    (mini.root / "graders/mini/wrong/double").mkdir(parents=True)
    (mini.root / "graders/mini/wrong/double/zero.py").write_text("def double(x): return 0")
    mini.submit("cy")
    assert door.assignment(resources(mini)) is first


def test_kernels_of_one_course_come_from_one_pool(mini, door) -> None:
    settings = door.course(resources(mini)).settings
    assert door.pool(settings) is door.pool(settings)
