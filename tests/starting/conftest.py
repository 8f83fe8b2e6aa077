"""Courses of nbgrader's, as people have them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import nbformat
import nbgrader
import pytest
from tests.conftest import mini_master


def snapshot(root: Path) -> dict[str, bytes]:
    """Return what every file below a folder holds, but for git's own."""
    files = (path for path in root.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A course without settings: two masters in source/, as nbgrader has them."""
    root = tmp_path / "theirs"
    for name in ("ps1", "ps2"):
        (root / "source" / name).mkdir(parents=True)
        nbformat.write(mini_master(), root / "source" / name / f"{name}.ipynb")
    return root


@pytest.fixture
def in_git(theirs: Path) -> Path:
    """The same, in a git repository."""
    subprocess.run(["git", "init", "-q", str(theirs)], check=True)
    return theirs


@pytest.fixture
def quickstart(tmp_path: Path) -> Path:
    """The course of `nbgrader quickstart`; its settings without the thousand defaults, all commented, that take it 20 s."""
    root = tmp_path / "quickstart"
    guide = Path(nbgrader.__file__).parent / "docs/source/user_guide/source"
    shutil.copytree(guide, root / "source", ignore=shutil.ignore_patterns("*.html", "autotests.yml", "ps1_autotest"))
    (root / "nbgrader_config.py").write_text(
        'c = get_config()\n\nc.CourseDirectory.course_id = "quickstart"\n\n'
        'c.IncludeHeaderFooter.header = "source/header.ipynb"\n'
    )
    return root
