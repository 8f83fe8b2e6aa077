"""A course that instructors share by a group: they can go on with what one of them has made, and nobody else can."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from examiner.course.errors import CourseError
from examiner.course.secret import course_secret

GROUP = 54_321
SHARED = "c.CourseDirectory.groupshared = True"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def made(root: Path) -> list[Path]:
    """Return all that commands make in a course, but the gradebook, which is nbgrader's."""
    places = ("autograded", "feedback", "release", ".examiner")
    return [path for place in places for path in (root / place, *(root / place).rglob("*"))]


@pytest.fixture
def work(mini, examiner):
    """Let every command that writes run, under the usual mask."""

    def run() -> Path:
        old = os.umask(0o022)
        try:
            for command in ("release", "grade", "feedback", "report"):
                assert examiner(mini.root, command, "mini").returncode == 0
            assert examiner(mini.root, "excuse", "mini", "-s", "ada").returncode == 0
        finally:
            os.umask(old)
        return mini.root

    mini.submit("ada")
    return run


def test_the_group_may_write_all_that_is_made_and_others_see_nothing_private(mini, work) -> None:
    mini.configure(SHARED)
    root = work()
    found = made(root)
    assert {path.name for path in found} >= {"mini.ipynb", "mini.html", "ada.json", "secret", "lock", "rulings.jsonl"}
    for path in found:
        private = (root / ".examiner") in (path, *path.parents)
        if path.is_dir():
            assert mode(path) & 0o2770 == 0o2770, path
            assert not mode(root / ".examiner") & 0o007
        else:
            assert mode(path) == (0o660 if private else 0o664), path


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another group")
def test_what_is_made_belongs_to_the_groups_folder(mini, work) -> None:
    mini.configure(SHARED)
    os.chown(mini.root, -1, GROUP)
    mini.root.chmod(0o2770)
    assert {path.stat().st_gid for path in made(work())} == {GROUP}


def test_without_the_setting_nothing_is_opened(mini, work) -> None:
    root = work()
    assert not any(mode(path) & 0o022 for path in made(root))
    assert (mode(root / ".examiner"), mode(root / ".examiner/secret")) == (0o700, 0o600)


def test_a_course_that_is_shared_later_is_opened_by_its_owner(mini, work) -> None:
    work()
    mini.configure(SHARED)
    root = work()
    assert (mode(root / ".examiner"), mode(root / ".examiner/secret")) == (0o2770, 0o660)
    secret = root / ".examiner/secret"
    secret.chmod(0o664)
    with pytest.raises(CourseError, match=r"other users may use .*secret\. Close it: chmod 660"):
        course_secret(mini.course)
