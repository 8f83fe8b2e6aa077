"""Whatever a course holds of one student: found, removed, and what is left of them told."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from examiner.course.errors import CourseError, check_name, nearest
from examiner.course.layout import Course
from examiner.course.listing import students_folders
from examiner.gradebook.forgetting import rows_of, without_student
from examiner.gradebook.reading import Gradebook
from examiner.model import durable
from examiner.model.text import composed

_READ = (".html", ".json", ".jsonl", ".csv", ".py", ".txt", ".md", ".log")  # files that may name somebody
_MOST = 32 << 20  # bytes of a file that is looked into
_CJK = "\u2e80"  # from here on no spaces stand between words
_LETTER = rf"[^\W_{_CJK}-\U0003ffff]"
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
    paths, lines, rows = list(_paths(course, student)), dict(_logs(course, student)), rows_of(course, student)
    if not (paths or lines or any(rows.values())):
        known = {*Gradebook(course).roster(), *course.spellings()}
        raise CourseError(f"the course holds nothing of {student!r}; {nearest(student, known)}")
    removed = [str(path.relative_to(course.root)) + ("/" if path.is_dir() else "") for path in paths]
    removed += [f"{path.relative_to(course.root)}: {count} lines" for path, (count, _) in lines.items()]
    removed += [f"gradebook: {count} {what}" for what, count in rows.items() if count]
    left = list(_named(course, student, paths, lines))
    if apply:
        for path in paths:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
        for path, (_, kept) in lines.items():
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


def _named(course: Course, student: str, paths: list[Path], logs: dict[Path, Any]) -> Iterator[str]:
    """Yield the files of the course that would still name the student."""
    says = _finder(student, {*Gradebook(course).roster(), *map(composed, course.spellings())})
    places = [course.root, course.root / course.folders.feedback]
    files = [path for place in places if place.is_dir() for path in sorted(place.iterdir())]
    files += sorted(course.state.rglob("*")) if course.state.is_dir() else []
    for path in files:
        mine = any(path.is_relative_to(one) for one in paths)
        if mine or not path.is_file() or path.suffix not in _READ or path.stat().st_size > _MOST:
            continue
        text = logs[path][1] if path in logs else path.read_bytes()
        lines = [n for n, line in enumerate(text.decode("utf-8", "replace").splitlines(), start=1) if says(line)]
        if lines:
            where = f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines[:5]))}" + (", …" * (len(lines) > 5))
            hint = "; `examiner report` writes it anew" if path.parent.name == course.folders.feedback else ""
            yield f"{path.relative_to(course.root)}, {where}, names {student}{hint}"


def _finder(student: str, others: Iterable[str]) -> Callable[[str], bool]:
    """Return what says whether a line names a student: not within a longer word, nor within another one's name.

    Letters and digits make a word longer, ``_``, ``-`` and Chinese do not: a person looks at what is found, so
    ``ada_hw1.zip`` and ``學生ada缺交`` are.
    """
    longer = sorted((name for name in others if student in name and name != student), key=len, reverse=True)
    words = re.compile("|".join([*map(_word, longer), f"({_word(student)})"]))
    return lambda line: any(found[1] for found in words.finditer(composed(line)))


def _word(name: str) -> str:
    """Return a pattern of a name that no letter makes longer."""
    begin, end = ("" if letter >= _CJK else _LETTER for letter in (name[0], name[-1]))
    return (begin and f"(?<!{begin})") + re.escape(name) + (end and f"(?!{end})")
