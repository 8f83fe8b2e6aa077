"""Whatever a course holds of one student: found, removed, and what is left of them told."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from examiner.archive.naming import named
from examiner.collecting.taking import room_in
from examiner.course.errors import CourseError, check_name, nearest
from examiner.course.layout import Course
from examiner.course.listing import students_folders
from examiner.course.lock import the_only_writer
from examiner.gradebook.forgetting import rows_of, without_student
from examiner.gradebook.reading import Gradebook
from examiner.model import durable
from examiner.model.text import composed

_BY_STUDENT = (("class", "now", "scores"), ("class", "before", "scores"), ("index", "entries"))  # in .examiner/
ALWAYS_LEFT = (
    "backups that were made before",
    "what other systems hold, and files that were exported to them",
    "the exchange of nbgrader, where one is used: its folders inbound and feedback",
    "copies of feedback that the student has",
)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What is removed, and what stays.

    Parameters
    ----------
    student : str
    removed : tuple of str
        Files and folders in the course, lines of logs, rows of the gradebook.
    left : tuple of str
        What still names the student, and what nobody can look into from here.
    """

    student: str
    removed: tuple[str, ...]
    left: tuple[str, ...]


def forget(course: Course, student: str, *, apply: bool = False) -> Forgotten:
    """Remove what a course holds of a student, or with ``apply`` false only say what that is.

    The gradebook comes last: a run that was ended knows the student still, and the next one does the rest.

    Raises
    ------
    CourseError
        If the course knows no such student.
    GradebookError
        If the gradebook cannot be read or written.
    """
    student = composed(check_name(student, "student"))
    if not apply:
        return _forget(course, student, apply=False)
    with the_only_writer(course), room_in(course):  # which finishes what collecting has left
        return _forget(course, student, apply=True)


def _forget(course: Course, student: str, *, apply: bool) -> Forgotten:
    paths, lines, rows = list(_paths(course, student)), dict(_logs(course, student)), rows_of(course, student)
    tables = dict(_tables(course, student))
    if not (paths or lines or tables or any(rows.values())):
        known = {*Gradebook(course).roster(), *course.spellings()}
        raise CourseError(f"the course holds nothing of {student!r}; {nearest(student, known)}")
    removed = [str(path.relative_to(course.root)) + ("/" if path.is_dir() else "") for path in paths]
    removed += [f"{path.relative_to(course.root)}: {count} lines" for path, (count, _) in lines.items()]
    removed += [f"{path.relative_to(course.root)}: {student}" for path in tables]
    removed += [f"gradebook: {count} {what}" for what, count in rows.items() if count]
    left = list(named(course, student, paths, {path: kept for path, (_, kept) in lines.items()} | tables))
    if apply:
        for path in paths:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
        for path in lines:
            durable.keep_lines(path, lambda line: not _is_about(line, student))
        for path, kept in tables.items():
            rights = path.stat().st_mode & 0o777
            durable.write_bytes(path, kept)
            path.chmod(rights)
        without_student(course, student)
    return Forgotten(student, tuple(removed), (*left, *ALWAYS_LEFT))


def _paths(course: Course, student: str) -> Iterator[Path]:
    """Yield the files and folders that are the student's alone, however their names are spelt."""
    steps = course.folders
    for step in (steps.submitted, steps.autograded, steps.feedback, steps.release):
        known = course.assignments() if step == steps.release else ()  # there a folder may be an assignment's
        names = [name for name in students_folders(course.root / step) if composed(name) == student]
        yield from (course.root / step / name for name in names if name not in known)
    stem = course.report_json(student, "a").stem
    stored = {student, stem, f"{stem}.json", f"{stem}.jsonl"}
    for room in sorted(course.state.glob("*/*")) if course.state.is_dir() else ():
        if room.is_dir():  # of an assignment: reports, former ones, earlier hand-ins, and what later rooms keep so
            yield from sorted(path for path in room.iterdir() if composed(path.name) in stored)
            yield from (draft for name in sorted(stored) for draft in durable.drafts(room / name))


def _logs(course: Course, student: str) -> Iterator[tuple[Path, tuple[int, bytes]]]:
    """Yield the logs with lines about the student: how many, and what is left without them."""
    for path in sorted(course.state.glob("*.jsonl")) if course.state.is_dir() else ():
        lines = durable.whole_lines(path)
        kept = [line for line in lines if not _is_about(line, student)]
        if len(kept) < len(lines):
            yield path, (len(lines) - len(kept), b"".join(line + b"\n" for line in kept))


def _is_about(line: bytes, student: str) -> bool:
    try:
        data: Any = json.loads(line)
    except ValueError:
        return False  # what is damaged stays for people to see
    return isinstance(data, dict) and composed(str(data.get("student", ""))) == student


def _tables(course: Course, student: str) -> Iterator[tuple[Path, bytes]]:
    """Yield the files in which a student is one of many, and what is left of each."""
    for path in sorted(course.state.glob("*/*.json")) if course.state.is_dir() else ():
        try:
            data: Any = json.loads(path.read_bytes())
        except ValueError:
            continue  # what is damaged is written anew by the next report or run
        tables = [_at(data, keys) for room, *keys in _BY_STUDENT if room == path.parent.name]
        mine = [(table, name) for table in tables for name in table if composed(name) == student]
        for table, name in mine:
            del table[name]
        if mine:
            yield path, json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n"


def _at(data: Any, keys: Iterable[str]) -> dict[str, Any]:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}
