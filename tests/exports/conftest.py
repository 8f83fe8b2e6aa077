"""One class for all tests of exports; what changes it works on a copy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.exports.classes import make_class

from examiner.course.layout import Course


@pytest.fixture(scope="session")
def whole_class(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class that nothing may change."""
    root = tmp_path_factory.mktemp("class") / "course"
    root.mkdir()
    return make_class(root.resolve())


@pytest.fixture
def course(whole_class: Course, tmp_path: Path) -> Course:
    """A copy of that class."""
    return Course.find(Path(shutil.copytree(whole_class.root, tmp_path / "course")))
