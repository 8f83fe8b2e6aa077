"""``examiner regrade --apply`` in a process that is killed: the same command then ends as if nothing had happened."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import event
from sqlalchemy.orm import Session
from tests.conftest import GRADERS, MiniCourse
from tests.fixtures.instant import Instant

from examiner import cli
from examiner.cli.shared import Resources
from examiner.course.layout import Course

STUDENTS = ("ada", "bo", "cy")
COMMAND = ("regrade", "mini", "--apply", "--why", "tuples are right")
CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Steps:
    """Counts what this process changes in a course, and kills it before one of the changes."""

    def __init__(self, root: Path, left: int, count: Any) -> None:
        self._root, self._left, self._count = str(root), left, count
        sys.addaudithook(self._heard)
        for name in ("after_flush", "before_commit", "after_commit"):
            event.listen(Session, name, lambda *_: self._step())

    def _heard(self, what: str, about: tuple[Any, ...]) -> None:
        if what in CHANGES or (what == "open" and isinstance(about[2], int) and about[2] & WRITING):
            path = os.fspath(about[0]) if isinstance(about[0], str | os.PathLike) else ""
            if path.startswith(self._root) or (path and not os.path.isabs(path)):
                self._step()

    def _step(self) -> None:
        self._count.value += 1
        if self._count.value > self._left:
            os.kill(os.getpid(), signal.SIGKILL)


def run(root: Path, *arguments: str, left: int = sys.maxsize) -> tuple[int | None, int]:
    """Run a command in a process of its own, killed before a step; return its exit code and how many steps it took."""
    fork = multiprocessing.get_context("fork")
    count = fork.Value("i", 0, lock=False)
    process = fork.Process(target=_run, args=(root, arguments, left, count))
    process.start()
    process.join(120)
    return process.exitcode, count.value


def _run(root: Path, arguments: tuple[str, ...], left: int, count: Any) -> None:
    os.chdir(root)
    Steps(root, left, count)
    cli.main(arguments, Resources(None, Instant()))


@pytest.fixture(scope="module")
def graded(make_mini) -> MiniCourse:
    """Students who were graded, one of them also by hand, and a grader that was changed since."""
    mini: MiniCourse = make_mini()
    for name in STUDENTS:
        mini.submit(name)
    assert run(mini.root, "grade", "mini")[0] == 0
    with Gradebook(f"sqlite:///{mini.root / 'gradebook.db'}", "mini") as book:
        mark = book.find_grade("test_greet", "mini", "mini", "ada")
        mark.manual_score, mark.needs_manual_grade, mark.extra_credit = 4.5, False, 0.25
        book.find_comment("double", "mini", "mini", "bo").manual_comment = "as agreed"
        book.db.commit()
    mini.grader("test_double", GRADERS["test_double"] + "\n# otherwise\n")
    return mini


@pytest.fixture(scope="module")
def applied(graded: MiniCourse, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], int]:
    """What the course comes to if nobody kills anything, and how many steps that takes."""
    root = Path(shutil.copytree(graded.root, tmp_path_factory.mktemp("applied") / "course"))
    code, steps = run(root, *COMMAND)
    assert code == 0 and steps > 40
    return state(root), steps


def state(root: Path) -> dict[str, Any]:
    """Return all that must not be lost or doubled: the gradebook, graded notebooks, reports, history; every file's name."""
    course = Course.find(root)
    with closing(sqlite3.connect(course.root / "gradebook.db")) as database:
        found: dict[str, Any] = {"gradebook": sorted(database.iterdump())}
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        name = path.relative_to(root).as_posix()
        told = name.startswith(("autograded/", ".examiner/reports/", ".examiner/former/"))
        found[name] = path.read_bytes() if told else b""
    for student in STUDENTS:
        lines = map(json.loads, course.history(student, "mini").read_text().splitlines())
        found[f"history of {student}"] = [(one["why"], one["report"]) for one in lines]
    return found


@pytest.mark.parametrize("share", [0.2, 0.45, 0.6, 0.75, 0.9, 0.985])
def test_wherever_it_is_killed_nothing_is_half_and_the_same_command_ends_the_same(
    graded: MiniCourse, applied: tuple[dict[str, Any], int], tmp_path: Path, share: float
) -> None:
    end, steps = applied
    begin = state(graded.root)
    root = Path(shutil.copytree(graded.root, tmp_path / "course"))
    code, _ = run(root, *COMMAND, left=int(share * steps))
    assert code == -signal.SIGKILL
    killed = state(root)
    for student in STUDENTS:
        name, past = f".examiner/reports/mini/{student}.json", f"history of {student}"
        assert killed[name] in (begin[name], end[name]) and killed[past] in (begin[past], end[past])
        assert json.loads(killed[name]) in [report for _, report in killed[past]]
    assert run(root, *COMMAND)[0] == 0
    assert state(root) == end
