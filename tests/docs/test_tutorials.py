"""The tutorials are true: their commands and files, one after the other, on a real course, print what the pages show."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.fixtures.commands import BIN
from tests.house.markdown import TUTORIALS, Block, blocks_of

from examiner.kernels.forkserver import ForkServer

PRELOAD = {  # of the courses, as their settings have it
    "first_assignment": [],
    "from_nbgrader": ["numpy", "pandas", "matplotlib.pyplot"],
}
NOT_RUN = {
    "sudo apt-get install bubblewrap": "this machine has it",
    "pip install examiner": "the wheel has a test of its own",
    "pip install examiner numpy pandas": "as above",
}


@pytest.fixture
def server(page: Path) -> Iterator[ForkServer]:
    """One fork server for all commands of a page."""
    with ForkServer(PRELOAD[page.stem]).start() as running:
        yield running


class Reader:
    """Somebody who does what a page says."""

    def __init__(self, where: Path, examiner: Callable[..., Any]) -> None:
        self.where, self.examiner = where, examiner
        self.printed = ""
        self.failed: list[str] = []

    def follow(self, block: Block) -> None:
        """Do what a block says, or compare what it shows with what was printed."""
        if block.language == "bash":
            assert not self.failed, self.printed
            self.printed = ""
            for line in filter(None, block.text.splitlines()):
                self.enter(line.partition("  #")[0].strip())
        elif block.language == "python":
            place = self.where / block.text.splitlines()[0].removeprefix("# ")
            assert place.parent.is_dir(), f"{block}: no file is made in a folder that is not there"
            place.write_text(block.text, encoding="utf-8")
        elif block.language == "text":
            missing = not_printed(block.text, self.printed)
            assert missing is None, f"{block}: {missing!r} was not printed, but:\n{self.printed}"
            self.failed = [] if re.search("BAD|by hand", block.text) else self.failed

    def enter(self, line: str) -> None:
        """Enter a command, as in a terminal."""
        assert not self.failed, self.printed
        words = shlex.split(line)
        if line in NOT_RUN:
            return
        if words[0] == "cd":
            self.where = self.where / words[1]
            return
        if words[0] == "examiner":
            done = self.examiner(self.where, *words[1:])
        else:
            path = f"{BIN}:{os.environ['PATH']}"
            done = subprocess.run(
                ["bash", "-c", line], cwd=self.where, env={**os.environ, "PATH": path}, capture_output=True, text=True
            )
        self.printed += done.stdout + done.stderr
        if done.returncode:
            self.failed.append(line)


def not_printed(shown: str, printed: str) -> str | None:
    """Return the first line that a page shows and that was not printed in that order; ``…`` stands for anything."""
    lines = iter([" ".join(line.split()) for line in printed.splitlines()])
    for line in filter(None, map(str.strip, shown.splitlines())):
        wanted = ".*".join(re.escape(part) for part in " ".join(line.split()).split("…"))
        if not any(re.fullmatch(wanted, one) for one in lines):
            return line
    return None


@pytest.mark.timeout(900)  # a whole page is done, on a machine that may be busy
@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: page.stem)
def test_whoever_follows_a_tutorial_sees_what_it_says(page: Path, examiner: Callable[..., Any], tmp_path: Path) -> None:
    reader = Reader(tmp_path, examiner)
    for block in blocks_of(page):
        reader.follow(block)
    assert not reader.failed, reader.printed


def test_what_is_not_printed_is_found() -> None:
    assert not_printed("a … c\n d", "a b c\nx\n d ") is None
    assert not_printed("d\na", "a\nd") == "a"
    assert not_printed("a 2", "a 3") == "a 2"


def test_a_command_that_fails_is_found_unless_the_page_shows_that(examiner: Callable[..., Any], tmp_path: Path) -> None:
    reader = Reader(tmp_path, examiner)
    fails, shows, goes_on = (
        Block("p.md", 1, "bash", "echo BAD; false"),
        Block("p.md", 2, "text", "BAD"),
        Block("p.md", 3, "bash", "true"),
    )
    for block in (fails, shows, goes_on, fails):
        reader.follow(block)
    with pytest.raises(AssertionError, match="BAD"):
        reader.follow(goes_on)
