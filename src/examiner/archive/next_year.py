"""A new course with the content of an old one: nobody's work, no marks, another secret."""

from __future__ import annotations

import dataclasses
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePath

from examiner.archive.contents import GRADERS, LEFTOVERS, contents, folders, gradebook_in, of_gradebook, shown
from examiner.archive.places import new_place
from examiner.course.config import CONFIG_NAME
from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.course.listing import matches
from examiner.course.secret import course_secret
from examiner.course.settings import load_settings
from examiner.gradebook.dates import due_dates, set_due_dates
from examiner.model import durable

_CODE = ("*.py", "*.yml", "*.yaml", "*.toml", "*.cfg", "*.ini", "*.j2", "*.tpl", "*.css")  # any other may hold names
_CONTENT = (  # of the course's own folder
    *_CODE,
    *(
        "*.md",
        "*.rst",
        "Makefile",
        "Dockerfile",
        "LICENSE",
        "README",
        "requirements*",
        "header*.ipynb",
        "footer*.ipynb",
    ),
    *(".gitignore", ".gitattributes"),
)
_TO_LOOK_AT = ("db_students", "db_assignments", "db_url", "course_id", "duedate")  # of nbgrader's settings


@dataclass(frozen=True, slots=True)
class NextYear:
    """What a new course was made of.

    Parameters
    ----------
    copied, left_out : tuple of str
        Files and folders of the old course's folder.
    due : dict of str to str
        The new due dates, as they were written.
    warnings : tuple of str
        What would write into another course's gradebook, or was not done.
    to_do : tuple of str
        What a person must look at.
    """

    copied: tuple[str, ...]
    left_out: tuple[str, ...]
    due: dict[str, str]
    warnings: tuple[str, ...]
    to_do: tuple[str, ...]


def next_year(course: Course, place: Path, shift: timedelta | None = None) -> NextYear:
    """Make a course of the content of another one; it appears whole or not at all.

    Parameters
    ----------
    course : Course
        Stays as it is.
    place : Path
        A folder that is empty or not there.
    shift : timedelta, optional
        By how much later assignments are due than they were; None: they have no due dates.

    Raises
    ------
    CourseError
        If the folder holds something, or lies in the course.
    GradebookError
        If the old gradebook cannot be read.
    """
    place = _outside(course, new_place(place, "name a new one"))
    due = {name: date + shift for name, date in due_dates(course).items()} if shift is not None else {}
    others = contents(course, without=folders(course))
    taken = [path for path in others.files if _is_content(path.relative_to(course.root))]
    durable.clear_drafts(place)
    with durable.new_folder(place) as draft:
        draft.chmod(0o700)
        _copy(course, taken, draft)
        course_secret(Course(draft, dataclasses.replace(course.settings, root=draft, db_url="", file=None)))
        wrong = _due(course, draft, due)
        draft.chmod(stat.S_IMODE(course.root.stat().st_mode))
    dates = {name: f"{date.isoformat(sep=' ')} UTC" for name, date in due.items()}
    unwritten = (f"not written: {name} is due {date}" for name, date in dates.items())
    return NextYear(
        copied=tuple(sorted([*(f"{name}/" for name in _named(course, _content(course))), *_named(course, taken)])),
        left_out=_left_out(course, taken, others.files),
        due={} if wrong else dates,
        warnings=(wrong.replace(str(draft), str(place)), *unwritten) if wrong else (),
        to_do=(*others.missing, *_to_do(course, shift)),
    )


def _outside(course: Course, place: Path) -> Path:
    if place.is_relative_to(course.root.absolute()):
        raise CourseError(f"{place} lies in the course itself: name a folder outside of {course.root}")
    return place


def _is_content(path: PurePath) -> bool:
    *above, name = path.parts
    return matches(name, _CODE if above else _CONTENT) and not any(folder.startswith(".") for folder in above)


def _named(course: Course, paths: Iterable[Path]) -> list[str]:
    return sorted(shown(path, course.root) for path in paths)


def _content(course: Course) -> list[Path]:
    places = (course.root / course.folders.source, course.root / GRADERS)
    return [path for path in places if path.is_dir()]


def _copy(course: Course, files: Iterable[Path], place: Path) -> None:
    marks = of_gradebook(course)

    def skipped(folder: str, names: list[str]) -> list[str]:
        return [name for name in names if name in LEFTOVERS or Path(folder, name) in marks]

    for path in _content(course):
        shutil.copytree(path, place / path.relative_to(course.root), symlinks=True, ignore=skipped)
    for path in files:
        (place / path.relative_to(course.root)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, place / path.relative_to(course.root))


def _left_out(course: Course, taken: Sequence[Path], files: Iterable[Path]) -> tuple[str, ...]:
    """Return what the new course lacks: folders of which it has nothing, and single files."""
    entered = {path.relative_to(course.root).parts[0] for path in taken}
    whole = {path for path in folders(course) if path.is_dir() and path not in (*_content(course), course.state)}
    single = {path for path in of_gradebook(course) if path.is_file()}
    for path in {*files} - {*taken}:
        top, *below = path.relative_to(course.root).parts
        if below and top not in entered:
            whole.add(course.root / top)
        else:
            single.add(path)
    return tuple(sorted([*(f"{name}/" for name in _named(course, whole)), *_named(course, single)]))


def _due(course: Course, draft: Path, due: Mapping[str, datetime]) -> str:
    """Write due dates where the new course reads them; return why not, if its gradebook is not its own."""
    remedy = f"correct c.CourseDirectory.db_url in the new {CONFIG_NAME} before anything else is done there"
    try:
        made = Course(draft, load_settings(draft))
    except CourseError as error:
        return f"the settings do not work in the new course: {error}"
    finally:
        shutil.rmtree(draft / "__pycache__", ignore_errors=True)  # of modules that the settings import
    if made.gradebook is None:
        return f"the new course opens the database that its settings name, which may be last year's gradebook: {remedy}"
    if gradebook_in(made) is None:
        old = course.gradebook is not None and made.gradebook.resolve() == course.gradebook.resolve()
        whose = "LAST YEAR'S gradebook" if old else "a gradebook outside of its folder"
        return f"the new course opens {whose}, {made.gradebook}: {remedy}"
    if due:
        made.gradebook.parent.mkdir(parents=True, exist_ok=True)
        set_due_dates(made, due)
    return ""


def _to_do(course: Course, shift: timedelta | None) -> Iterator[str]:
    """Yield what a person must look at: settings are Python, which no program rewrites."""
    if course.config.is_file():
        for number, line in enumerate(course.config.read_text(encoding="utf-8").splitlines(), start=1):
            for name in _TO_LOOK_AT:
                if name in line.partition("#")[0]:
                    yield f"{CONFIG_NAME}, line {number} sets {name}, which may still be last year's"
    yield "students: nbgrader db student import FILE" + (", and groups.csv" if course.groups.is_file() else "")
    yield "releases: examiner release ASSIGNMENT" + ("" if shift is not None else ", after setting due dates")
