"""One course twice, to be worked on by nbgrader and by us, in this process."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from tests.dropin.masters import Made
from tests.dropin.questions import AUTOTESTS
from tests.dropin.uploads import DUE, Upload
from tests.fixtures.commands import BIN, Inline
from traitlets.config.loader import PyFileConfigLoader

from examiner import cli
from examiner.cli.shared import Resources
from examiner.kernels.forkserver import ForkServer

NBGRADER, OURS = "nbgrader", "examiner"
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "dropin"
c.Exchange.root = ""
c.AssignLatePenalties.plugin_class = "dropin_lateness.Half"
c.Examiner.preload = ["numpy"]
"""
LATENESS = '''
"""Takes half for a day and nothing for less; None is no penalty."""
from nbgrader.plugins import BasePlugin


class Half(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score / 2 if total_seconds_late > 86400 else None
'''


class Pair:
    """A course in two copies.

    Parameters
    ----------
    root : Path
        An empty folder.
    server : ForkServer
        Ours to take kernels from.
    """

    def __init__(self, root: Path, server: ForkServer, config: str = CONFIG) -> None:
        self.root, self.server = root, server
        self.write("nbgrader_config.py", config)
        self.write("dropin_lateness.py", LATENESS)

    def folder(self, program: str) -> Path:
        """Return the course of one program."""
        return self.root / program

    def write(self, name: str, text: str) -> None:
        """Write a file of both courses."""
        for program in (NBGRADER, OURS):
            path = self.folder(program) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def put(self, name: str, notebook: NotebookNode) -> None:
        """Write a notebook of both courses."""
        self.write(name, nbformat.writes(notebook))

    def teach(self, made: Made) -> None:
        """Add an assignment's masters."""
        for book, notebook in made.notebooks.items():
            self.put(f"source/{made.name}/{book}.ipynb", notebook)
        for name, text in made.files.items():
            self.write(f"source/{made.name}/{name}", text)
        if made.autotests:
            self.write("autotests.yml", AUTOTESTS)
        for program in (NBGRADER, OURS):
            with self.gradebook(program) as book:
                book.update_or_create_assignment(made.name, duedate=DUE if made.late else None)
                book.update_or_create_student("ada", first_name="Ada")

    def take(self, assignment: str, upload: Upload) -> None:
        """Lay a student's work into both courses."""
        place = f"submitted/{upload.student}/{assignment}"
        for name, notebook in upload.notebooks.items():
            self.put(f"{place}/{name}.ipynb", notebook)
        if upload.timestamp:
            self.write(f"{place}/timestamp.txt", upload.timestamp)

    def keep_gradebook(self) -> bytes:
        """Return our gradebook as it is."""
        return (self.folder(OURS) / "gradebook.db").read_bytes()

    def put_gradebook(self, content: bytes) -> None:
        """Make our gradebook what it was."""
        (self.folder(OURS) / "gradebook.db").write_bytes(content)

    def take_away(self, assignment: str, student: str) -> None:
        """Remove a student's work from both courses."""
        for program in (NBGRADER, OURS):
            shutil.rmtree(self.folder(program) / "submitted" / student / assignment)

    @contextlib.contextmanager
    def gradebook(self, program: str) -> Iterator[Gradebook]:
        """Open the gradebook of one program."""
        with Gradebook(f"sqlite:///{self.folder(program)}/gradebook.db", "dropin") as book:
            yield book

    def nbgrader(self, step: type, assignment: str, *, student: str = "*", force: bool = False) -> str:
        """Run a converter of nbgrader's; return what it says if it fails."""
        root = self.folder(NBGRADER)
        config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
        config.CourseDirectory.root = str(root)
        config.CourseDirectory.db_url = f"sqlite:///{root}/gradebook.db"
        directory = CourseDirectory(config=config, assignment_id=assignment, student_id=student)
        step_config: Any = {"coursedir": directory, "config": config, "force": force}
        with _importing(root), _on_path(), contextlib.redirect_stderr(io.StringIO()):
            try:
                step(**step_config).start()
            except (Exception, SystemExit) as error:  # whatever it is, the other program is to be compared with it
                return f"{type(error).__name__}: {error}"
        return ""

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

    def release(self, assignment: str) -> tuple[str, str]:
        """Release by both; return what each says if it refuses."""
        theirs = self.nbgrader(GenerateAssignment, assignment)
        code, _, told = self.ours("release", assignment)
        return theirs, told if code else ""

    def grade(self, assignment: str, students: Sequence[str] = (), *, force: bool = False) -> tuple[str, list[Any]]:
        """Grade by both; return what nbgrader says if it fails, and our lines."""
        theirs = self.nbgrader(Autograde, assignment, force=force)
        return theirs, self.grade_here(assignment, students)

    def grade_here(self, assignment: str, students: Iterable[str] = ()) -> list[Any]:
        """Grade by our command alone; return its lines."""
        named = [argument for student in students for argument in ("--student", student)]
        _, out, _ = self.ours("grade", assignment, "--json", *named)
        return [json.loads(line) for line in out.splitlines()]

    def released(self, program: str, assignment: str) -> Mapping[str, NotebookNode]:
        """Return a release's notebooks by name."""
        folder = self.folder(program) / "release" / assignment
        return {path.stem: nbformat.read(path, as_version=4) for path in sorted(folder.glob("*.ipynb"))}


@contextlib.contextmanager
def _importing(root: Path) -> Iterator[None]:
    sys.path.insert(0, str(root))
    try:
        yield
    finally:
        sys.path.remove(str(root))


@contextlib.contextmanager
def _on_path() -> Iterator[None]:
    """Let nbgrader find ``alembic``."""
    before = os.environ["PATH"]
    os.environ["PATH"] = f"{BIN}:{before}"
    try:
        yield
    finally:
        os.environ["PATH"] = before
