"""Making an assignment's student edition, and checking that the committed one is up to date."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook  # type: ignore[import-untyped, unused-ignore]
from nbgrader.converters import GenerateAssignment  # type: ignore[import-untyped, unused-ignore]
from nbgrader.coursedir import CourseDirectory  # type: ignore[import-untyped, unused-ignore]
from nbgrader.preprocessors import SaveCells  # type: ignore[import-untyped, unused-ignore]
from traitlets import Unicode
from traitlets.config import Config

from examiner.course.errors import CourseError
from examiner.course.files import assignment_files, needed
from examiner.course.layout import Course
from examiner.course.masters import require_graders_in_place
from examiner.course.sharing import share
from examiner.model import durable
from examiner.model.cells import cells_of
from examiner.model.notebook import parse, text_of
from examiner.release.autotests import AUTOTESTS
from examiner.release.checks import problems
from examiner.release.form import cells_may_lack_ids, conversion, left_out, read_master, release_form
from examiner.release.leaks import Leak, leaks, shared_lines

__all__ = ["ReleaseResult", "make_release", "read_master", "release_form"]
_ASIDE = ("(Background on this error", "[SQL:", "[parameters:")  # ends SQLAlchemy's messages
_SUBMITTED = "there are submissions associated"


@dataclass(frozen=True, slots=True)
class ReleaseResult:
    """What a release consists of.

    Parameters
    ----------
    files : tuple of str
        Names in ``folder``.
    kept_back : tuple of str
        Files beside the master whose names keep them from students.
    differences : tuple of str
        How ``folder`` differed from this release before; empty if it was up to date.
    warnings : tuple of str
        What whoever releases it should look at.
    """

    assignment: str
    folder: Path
    files: tuple[str, ...]
    kept_back: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def make_release(course: Course, assignment: str, *, check: bool = False) -> ReleaseResult:
    """Write ``release/<assignment>`` and enter the assignment in the gradebook.

    The folder is built aside and exchanged at the end, so after an error the old one is as it was.
    nbgrader changes the working directory meanwhile: not for use beside other threads.

    Parameters
    ----------
    course : Course
        As :meth:`Course.find` returns it.
    assignment : str
        Name of a folder in ``source/``.
    check : bool
        Only compare ``release/`` with what would be written; change nothing, gradebook included.

    Raises
    ------
    CourseError
        If the master is not sound, hidden text would be released, or the gradebook refuses.
    """
    folder = course.release(assignment)
    masters = {path: read_master(path) for path in course.notebooks(assignment)}
    require_graders_in_place(course.graders(assignment), [*masters])
    files, warnings = _edition(course, assignment, masters)
    differences = tuple(_differences(folder, files))
    if not check:
        with durable.new_folder(folder) as draft:
            _write(draft, files)
            share(course, draft)
            _record(course, assignment, [path.name for path in masters], files)
    kept = tuple(name for path in course.kept_back(assignment) if (name := path.as_posix()) not in files)
    return ReleaseResult(assignment, folder, tuple(files), kept, differences, tuple(warnings))


def _edition(
    course: Course, assignment: str, masters: Mapping[Path, NotebookNode]
) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of a release, checked, and what to warn of."""
    _, config = conversion(course.settings)
    for path, master in masters.items():
        if found := problems(master, config):
            raise CourseError(f"{path} cannot be released:\n" + "\n".join(f"- {text}" for text in found))
    editions = {path: release_form(master, course.settings, path.parent) for path, master in masters.items()}
    files = {path.name: text_of(edition).encode() for path, edition in editions.items()}
    files |= assignment_files(course, assignment, [*editions.values()])
    graders, warnings = course.graders(assignment), []
    shown: dict[str, Leak] = {}
    for path, master in masters.items():
        shown |= {str(leak): leak for leak in leaks(master, config, files, graders, path.name)}
        told = [*left_out(master, course.settings), *shared_lines(master, config, files, path.name)]
        warnings += told if len(masters) == 1 else [f"{path.stem}: {text}" for text in told]
    if not course.has_graders(assignment):
        warnings += _without_what_tells(files, shown, editions)
    if shown:
        raise CourseError(
            f"the release of {assignment} would show hidden text; keep it out of source/{assignment}, or let it "
            "stand in the open part of the master too:\n" + "\n".join(f"- {leak}" for leak in shown)
        )
    return dict(sorted(files.items())), warnings


def _without_what_tells(
    files: dict[str, bytes], shown: dict[str, Leak], editions: Mapping[Path, NotebookNode]
) -> Iterator[str]:
    """Take the files that tell something hidden out of a release, as far as it works without, and say so of each.

    For courses as nbgrader has them, which would hand all of them out: what a course's own code asks for is meant.
    """
    own = {path.name for path in editions}
    telling = {leak.file: text for text, leak in reversed(shown.items()) if leak.file not in own}
    for text in [text for text, leak in shown.items() if leak.file in telling]:
        del shown[text]
    meant = needed(telling, [*editions.values()], files)
    for name, text in sorted(telling.items()):
        if name in meant:
            yield f"{name} goes to students because the assignment's code asks for it; look whether it may: {text}"
        else:
            del files[name]
            yield f"{name} was left out of the release, as nothing asks for it and it tells what is hidden: {text}"


def _differences(folder: Path, files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield how a released folder differs from ``files``."""
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    for name in sorted({*there, *files}):
        if name not in there:
            yield f"{name} is missing"
        elif name not in files:
            yield f"{name} is no longer part of the release"
        elif there[name].read_bytes() != files[name]:
            yield f"{name} is out of date{_changed_cells(there[name], files[name])}"


def _changed_cells(old: Path, new: bytes) -> str:
    """Return which cells of a notebook differ, as the end of a message; empty for other files."""
    if old.suffix != ".ipynb":
        return ""
    try:
        before = parse(old.read_text(encoding="utf-8"))
    except Exception:  # a damaged notebook is out of date, in whatever way it is damaged
        return ": it is damaged"
    after = parse(new.decode())
    if len(before.cells) != len(after.cells):
        return f": {len(before.cells)} cells instead of {len(after.cells)}"
    changed = [
        f"{cell.index + 1} ({cell.grade_id})" if cell.grade_id else str(cell.index + 1)
        for cell in cells_of(after)
        if after.cells[cell.index] != before.cells[cell.index]
    ]
    return f": cell {', '.join(changed)}" if changed else ": its metadata"


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


class CourseSaveCells(SaveCells):  # type: ignore[misc, unused-ignore]
    """nbgrader's step that fills the gradebook; nbgrader's own also enters a stray course."""

    course_id = Unicode("").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Save the notebook's cells; the notebook stays as it is."""
        self.notebook_id = resources["nbgrader"]["notebook"]
        self.assignment_id = resources["nbgrader"]["assignment"]
        self.new_grade_cells: dict[str, Any] = {}
        self.new_solution_cells: dict[str, Any] = {}
        self.new_task_cells: dict[str, Any] = {}
        self.new_source_cells: dict[str, Any] = {}
        with Gradebook(resources["nbgrader"]["db_url"], self.course_id) as self.gradebook:
            for index, cell in enumerate(nb.cells):
                self.preprocess_cell(cell, resources, index)
            self._create_notebook(nb)
        return nb, resources


def _record(course: Course, assignment: str, names: Sequence[str], files: Mapping[str, bytes]) -> None:
    """Let nbgrader convert the assignment into the gradebook, and see that it makes the same notebooks."""
    steps, config = conversion(course.settings)
    steps = [CourseSaveCells if step is SaveCells else step for step in steps]
    with tempfile.TemporaryDirectory() as aside:
        root = Path(aside).resolve()  # holds nothing but what is released: the masters and their data
        source = root / "source" / assignment
        source.mkdir(parents=True)
        _write(source, {**files, **{name: (course.source(assignment) / name).read_bytes() for name in names}})
        for path in (course.root / AUTOTESTS, course.source(assignment) / AUTOTESTS):
            if path.is_file():
                (source / AUTOTESTS).write_bytes(path.read_bytes())
        config.CourseDirectory = Config(
            root=str(root),
            course_id=course.settings.course_id,
            db_url=course.gradebook_url,
            assignment_id=assignment,
        )
        config.CourseSaveCells = Config(course_id=course.settings.course_id)
        _generate(config, steps, assignment)
        for name in names:
            made = root / "release" / assignment / name
            if made.read_bytes() != files[name]:
                place = course.source(assignment) / name
                raise CourseError(f"{place}: two conversions differ; does a preprocessor draw at random?")


def _generate(config: Config, steps: list[Any], assignment: str) -> None:
    """Run nbgrader's converter, and turn what it logs about an error into one."""
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config, preprocessors=steps)
    with _logged(converter.log) as messages, _alembic_on_path(), cells_may_lack_ids():
        try:
            converter.start()
        except (Exception, SystemExit) as error:  # nbgrader's is of a generic kind; its log says more
            told = ([line for line in text.strip().splitlines() if not line.startswith(_ASIDE)] for text in messages)
            lines = [lines[-1] for lines in told if lines]
            cause = next((line for line in lines if _SUBMITTED in line), lines[0] if lines else str(error))
            remedy = (
                "Keep the nbgrader cells as they were and put new checks into graders/."
                if _SUBMITTED in cause
                else "The old release is as it was."
            )
            raise CourseError(f"{assignment} could not be entered in the gradebook: {cause}. {remedy}") from error


@contextlib.contextmanager
def _logged(log: logging.Logger) -> Iterator[list[str]]:
    """Collect the error messages of nbgrader's log instead of printing them."""
    messages: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.levelno >= logging.ERROR:
                messages.append(record.getMessage())

    handlers, propagate, level = log.handlers, log.propagate, log.level
    log.handlers, log.propagate = [Collector()], False
    log.setLevel(logging.ERROR)
    try:
        yield messages
    finally:
        log.handlers, log.propagate = handlers, propagate
        log.setLevel(level)


@contextlib.contextmanager
def _alembic_on_path() -> Iterator[None]:
    """Let nbgrader find the ``alembic`` command beside the Python that runs us."""
    before = os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{before}"
    try:
        yield
    finally:
        os.environ["PATH"] = before
