"""Plans what of a course has to change, keeps a copy of it, and changes it.

What is in today's form already is no step, so that a second time changes nothing. Marks and comments given by hand
stand in nbgrader's gradebook, which has the same form in both versions: it is copied and stays as it is.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from examiner.course.layout import Course
from examiner.course.lock import the_only_writer
from examiner.course.settings import load_settings
from examiner.course.sharing import share
from examiner.migration import settings
from examiner.migration.reports import is_former, read_former
from examiner.model import durable

BACKUP = "before-migration"  # folder of the course's state


@dataclass(frozen=True)
class Step:
    """One thing to change.

    Parameters
    ----------
    path : Path
        The file.
    what : str
        What is done, in words.
    target : Path, optional
        Where it belongs.
    text : str, optional
        What it then holds; None: nothing new is written.
    """

    path: Path
    what: str
    target: Path | None = None
    text: str | None = None


def plan(course: Course) -> list[Step]:
    """Return what has to change, in order; nothing where the course has today's form.

    Raises
    ------
    CourseError
        If a report of the former version cannot be read; the text names it.
    """
    return [*_settings(course), *_moved(course), *_converted(course), *_handed_out(course)]


def remarks(course: Course) -> list[str]:
    """Return what only a person can change, a sentence each."""
    text = course.config.read_text(encoding="utf-8") if course.config.is_file() else ""
    left = settings.left_by_hand(text)
    return [f"{course.config}: {left}"] if left else []


def _settings(course: Course) -> Iterator[Step]:
    if not course.config.is_file():
        return
    text = course.config.read_text(encoding="utf-8")
    new = settings.rewritten(text)
    if new != text:
        yield Step(course.config, "nbgrader's own commands grade with `configure(c)`", course.config, new)


def _moved(course: Course) -> Iterator[Step]:
    """Yield the reports beside the autograded notebooks, which nbgrader's commands hand out."""
    for path, place in course.old_reports(course.folders.autograded):
        if place.exists():
            yield Step(path, "removed: a newer report is there")
        elif is_former(path):
            text = read_former(path, notebook_of(course, place.parent.name)).dumps()
            yield Step(path, f"moved to {place.relative_to(course.root)}, in today's form", place, text)
        else:
            yield Step(path, f"moved to {place.relative_to(course.root)}", place, _text_of(path))


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")  # damaged: kept for people, and graded again


def _converted(course: Course) -> Iterator[Step]:
    """Yield the reports that lie where they belong and have the former version's form."""
    for folder in ("reports", "former"):
        for path in sorted((course.state / folder).glob("*/*.json")):
            if is_former(path):
                text = read_former(path, notebook_of(course, path.parent.name)).dumps()
                yield Step(path, "written in today's form", path, text)


def _handed_out(course: Course) -> Iterator[Step]:
    for path, _ in course.old_reports(course.folders.feedback):
        yield Step(path, "removed: it tells what students must not read")


def notebook_of(course: Course, assignment: str) -> str:
    """Return the name of the one notebook that an assignment had, without ``.ipynb``."""
    names = [path.stem for path in sorted(course.source(assignment).glob("[!.]*.ipynb"))]
    return names[0] if len(names) == 1 else assignment


def carry_out(course: Course, steps: Sequence[Step]) -> Path:
    """Copy all that the steps change, and the gradebook, to a folder of the course's state; then take them.

    Returns
    -------
    Path
        The folder of copies.

    Raises
    ------
    CourseError
        If another process grades, or the settings cannot be read once they are changed: they then are as they were.
    """
    with the_only_writer(course):
        copies = course.make_state() / BACKUP / datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        with durable.new_folder(copies) as draft:
            for step in steps:
                kept = draft / step.path.relative_to(course.root)
                kept.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(step.path, kept)
            _copy_gradebook(course, draft)
        share(course, copies)
        for step in steps:
            _take(course, step)
    return copies


def _take(course: Course, step: Step) -> None:
    if step.path == course.config:
        before = step.path.read_bytes()
        durable.write_text(step.path, step.text or "")
        try:
            load_settings(course.root)
        except Exception:
            durable.write_bytes(step.path, before)
            raise
        return
    if step.target is not None and step.text is not None:
        durable.write_text(step.target, step.text)
        share(course, step.target)
    if step.target != step.path:
        step.path.unlink()
        with contextlib.suppress(OSError):  # that of a rejected upload held nothing else
            step.path.parent.rmdir()


def _copy_gradebook(course: Course, folder: Path) -> None:
    """Copy the gradebook in one piece, also while formgrader has it open; one of a database server is not copied."""
    place = course.gradebook
    if place is None or not place.is_file():
        return
    with (
        contextlib.closing(sqlite3.connect(place)) as here,
        contextlib.closing(sqlite3.connect(folder / place.name)) as there,
    ):
        here.backup(there)
