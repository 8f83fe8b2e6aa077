"""A public course, laid out once for each of the two programs."""

from __future__ import annotations

import contextlib
import io
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from tests.fixtures.commands import Inline

from benchmarks.batch import environment
from examiner import cli
from examiner.cli.shared import Resources
from examiner.kernels.forkserver import ForkServer

NBGRADER, OURS = "nbgrader", "examiner"
LEFT_OUT = ("submitted*", "autograded", "feedback", "release", "exchange", "*.db", ".git", ".ipynb_checkpoints")


@dataclass(frozen=True)
class Course:
    """A public course, laid out for each program in a folder of its own.

    Parameters
    ----------
    root : Path
        Holds both.
    server : ForkServer
        Ours to take kernels from.
    """

    root: Path
    server: ForkServer

    def folder(self, program: str) -> Path:
        """Return the course of one program."""
        return self.root / program

    @cached_property
    def assignments(self) -> list[str]:
        """Those whose masters hold something to grade."""
        folders = sorted(path for path in (self.folder(OURS) / "source").iterdir() if path.is_dir())
        return [path.name for path in folders if any(is_master(read(one)) for one in path.glob("*.ipynb"))]

    def nbgrader(self, *arguments: str) -> str:
        """Run a command of nbgrader's, without network; return what it says if it fails."""
        root = self.folder(NBGRADER)
        box = ["bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"]
        box += ["--bind", str(root), str(root), "--unshare-net", "--unshare-pid", "--die-with-parent"]
        command = [*box, "--chdir", str(root), "nbgrader", *arguments]
        told = {**environment(), "HOME": "/tmp", "MPLBACKEND": "agg"}
        done = subprocess.run(command, capture_output=True, text=True, env=told, timeout=1800)
        lines = [line for line in done.stderr.splitlines() if "ERROR" in line]
        return " ".join((lines or done.stderr.splitlines() or ["failed"])[-1:]) if done.returncode else ""

    def ours(self, *arguments: str) -> tuple[int, str, str]:
        """Run a command of ours; return how it ended and what it printed."""
        out, err, code = io.StringIO(), io.StringIO(), 0
        with (
            contextlib.chdir(self.folder(OURS)), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err),
        ):  # fmt: skip
            try:
                cli.main(arguments, Resources(self.server, Inline()))
            except SystemExit as end:
                code = int(end.code or 0)
        return code, out.getvalue(), err.getvalue()

    @contextlib.contextmanager
    def gradebook(self, program: str) -> Iterator[Gradebook]:
        """Open the gradebook of one program."""
        with Gradebook(f"sqlite:///{self.folder(program)}/gradebook.db") as book:
            yield book

    def released(self, program: str, assignment: str) -> dict[str, NotebookNode]:
        """Return a release's notebooks by name."""
        folder = self.folder(program) / "release" / assignment
        return {path.stem: read(path) for path in sorted(folder.glob("*.ipynb"))}


def read(path: Path) -> NotebookNode:
    """Return a notebook."""
    return nbformat.read(path, as_version=4)


def is_master(notebook: NotebookNode) -> bool:
    """Say whether a notebook holds a cell that is graded."""
    return any(cell.metadata.get("nbgrader", {}).get("grade") for cell in notebook.cells)


def lay_out(checkout: Path, place: str, chosen: Sequence[str], root: Path) -> None:
    """Copy a course for each program, without what was handed in there, and no other assignments than the chosen."""
    for program in (NBGRADER, OURS):
        shutil.copytree(checkout / place, root / program, ignore=shutil.ignore_patterns(*LEFT_OUT), symlinks=True)
        for path in (root / program / "source").iterdir():
            if path.is_dir() and chosen and path.name not in chosen:
                shutil.rmtree(path)


def shown(told: str) -> str:
    """Return what a program said, without this machine's paths."""
    told = told.partition(" of the master: ")[0]  # what follows is the course's own text
    last = told.strip().splitlines()[-1:] or [""]
    return " ".join(Path(word).name if word.startswith("/") else word for word in last[0].split())[:300]
