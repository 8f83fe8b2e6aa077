"""What nbgrader's section ``CourseDirectory`` says: the course's name, gradebook and folders."""

from __future__ import annotations

import dataclasses
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from traitlets.config import Config
from traitlets.config.loader import LazyConfigValue

from examiner.course.errors import CourseError

NO_NAME = "default_course"  # nbgrader's name of a course that has none
_STRUCTURE = os.path.join("{nbgrader_step}", "{student_id}", "{assignment_id}")
IGNORE = (".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback")  # nbgrader's default
_SQLITE = re.compile(r"(?P<kind>sqlite(?:\+\w+)?:///)(?P<path>[^?]*)(?P<options>.*)", re.DOTALL)
_STUDENTS = "db_students"
_OF_OLD_SECTIONS = ("course_id", "db_url", "ignore", "directory_structure", "groupshared", _STUDENTS)
_OLD_SECTIONS = ("NbGraderConfig", "BasicConfig", "BaseNbGraderApp", "BaseApp", "NbGrader")


@dataclass(frozen=True, slots=True)
class Folders:
    """Names of nbgrader's folders in the course, as ``c.CourseDirectory`` gives them."""

    source: str = "source"
    release: str = "release"
    submitted: str = "submitted"
    autograded: str = "autograded"
    feedback: str = "feedback"


def read_directory(config: Config, root: Path, place: Path) -> dict[str, Any]:
    """Return course id, database, folders and ignored files as ``c.CourseDirectory`` sets them."""
    section = _course_directory(config)

    def value(name: str, default: Any) -> Any:
        found = settled(section.get(name, default), default)
        if not isinstance(found, type(default)):
            raise CourseError(f"{place}: c.CourseDirectory.{name}: expected {type(default).__name__}, got {found!r}")
        return found

    if value("directory_structure", _STRUCTURE) != _STRUCTURE:
        raise CourseError(
            f"{place}: c.CourseDirectory.directory_structure: only {_STRUCTURE!r} is supported; remove it"
        )
    elsewhere = Path(value("root", str(root)))
    if elsewhere.exists() and not elsewhere.samefile(root):  # else it is this folder, as a container or server sees it
        raise CourseError(
            f"{place}: c.CourseDirectory.root: the course is the folder of this file, {root}, and not {elsewhere}; "
            f"remove it, or let the file lie there"
        )
    names = {f.name: value(f"{f.name}_directory", f.name) for f in dataclasses.fields(Folders)}
    for name, folder in names.items():
        if not folder or Path(folder).is_absolute() or ".." in Path(folder).parts:
            raise CourseError(f"{place}: c.CourseDirectory.{name}_directory: {folder!r} is no folder inside the course")
    return {
        "course_id": value("course_id", "").strip() or NO_NAME,
        "db_url": _absolute_url(value("db_url", ""), root),
        "folders": Folders(**names),
        "groupshared": value("groupshared", False),
        "ignore": tuple(value("ignore", list(IGNORE))),
    }


def settled(value: Any, usual: Any) -> Any:
    """Return what a setting comes to: ``c.A.b.extend(…)`` and its like are kept as what to do with the usual value."""
    return value.get_value(usual) if isinstance(value, LazyConfigValue) else value


def listed_students(config: Config, place: Path) -> list[dict[str, Any]]:
    """Return the students that ``c.CourseDirectory.db_students`` lists, each with an ``id``.

    Raises
    ------
    CourseError
        If something there is no student; says which.
    """
    listed, name = settled(_course_directory(config).get(_STUDENTS, []), []), f"{place}: c.CourseDirectory.{_STUDENTS}"
    example = "dict(id='ada', first_name='Ada', last_name='Lovelace')"
    if not isinstance(listed, list | tuple):
        raise CourseError(f"{name}: expected a list of students, such as [{example}], got {listed!r}")
    for number, one in enumerate(listed):
        if not isinstance(one, dict) or not one.get("id"):
            raise CourseError(f"{name}[{number}]: expected a student with an id, such as {example}, got {one!r}")
    return list(listed)


def _course_directory(config: Config) -> dict[str, Any]:
    """Return what the section ``CourseDirectory`` sets, and older names of it, which hold as in nbgrader."""
    section = dict(config.get("CourseDirectory", {}))
    for name in _OLD_SECTIONS:
        for key, found in config.get(name, {}).items():
            if key == "course_directory":
                section["root"] = found
            elif key in _OF_OLD_SECTIONS or key.endswith("_directory"):
                section[key] = found
    return section | {key: config.Exchange[key] for key in ("course_id",) if key in config.get("Exchange", {})}


def sqlite_file(url: str) -> Path | None:
    """Return the file that an address of a database leads to; None: a server keeps it."""
    found = _SQLITE.fullmatch(url)
    return None if found is None else Path(found["path"])


def _absolute_url(url: str, root: Path) -> str:
    """Tie a relative SQLite file to the course: nbgrader would tie it to the working directory."""
    found = _SQLITE.fullmatch(url)
    if found is None or found["path"].startswith("/") or found["path"] in ("", ":memory:"):
        return url
    return f"{found['kind']}{root / found['path']}{found['options']}"
