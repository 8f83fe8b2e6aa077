"""What an nbgrader course lacks for examiner: found, and added where nothing has to change for it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from examiner.course.config import CONFIG_NAME, find_root
from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.course.settings import load_settings
from examiner.course.unboxed import OURS, runs_unboxed
from examiner.model import durable
from examiner.starting.ignoring import ignored_lines
from examiner.starting.libraries import worth_preloading
from examiner.starting.steps import ADDED, LEFT, MADE, Step, with_lines
from examiner.starting.templates import template

_JSON = "nbgrader_config.json"  # nbgrader reads it too
_MASTERS = "source/[!.]*/*.ipynb"  # make a folder a course where no settings say so
_BOUND = re.compile(rb"^c *= *get_config\(\)", re.MULTILINE)
_SHOWN = 6  # names of assignments in one line


def course_here(start: Path) -> Path:
    """Return the folder of the nbgrader course at a place: with settings, or with masters.

    Raises
    ------
    CourseError
        If there is none.
    """
    folder = start.resolve()
    own = (folder / CONFIG_NAME).is_file() or any(folder.glob(_MASTERS))
    return folder if own else find_root(folder)  # a course may lie in another one's folder


def plan(root: Path, languages: tuple[str, ...] = (), *, formgrader: bool = False) -> list[Step]:
    """Return what would be done to a course, and what is left as it is, in the order of doing; nothing is changed.

    Parameters
    ----------
    root : Path
        The course's folder.
    languages : tuple of str
        For a setting, where the course names none; empty: leave it.
    formgrader : bool
        Whether nbgrader's own commands shall grade in the box too.

    Raises
    ------
    CourseError
        If the settings cannot be used.
    """
    course = _course(root)
    return [
        *_settings(course, languages, formgrader=formgrader),
        *_assignments(course),
        *_graders(course, languages),
        *ignored_lines(course),
        *_gradebook(course),
    ]


def carry_out(root: Path, steps: list[Step]) -> None:
    """Do what a plan says.

    Raises
    ------
    CourseError
        If the course's settings would not hold with what is added to them; they are as they were then.
    OSError
        If a file cannot be written.
    """
    for step in steps:
        if step.data is None:
            continue
        place = (root / step.path).resolve()  # a link stays one
        former = place.read_bytes() if place.is_file() else None
        durable.write_bytes(place, step.data)
        if place.name == CONFIG_NAME:
            try:
                load_settings(root)
            except CourseError:
                durable.write_bytes(place, former) if former is not None else place.unlink()
                raise


def _course(root: Path) -> Course:
    """Return the course in a folder, wherever a file above it would lead."""
    return Course(root, load_settings(root))


# -- settings -------------------------------------------------------------------------------------------------


def _settings(course: Course, languages: tuple[str, ...], *, formgrader: bool) -> Iterator[Step]:
    """Yield the settings file with what it lacks, and what it has."""
    has_file = course.config.is_file()
    data = course.config.read_bytes() if has_file else template("settings", (), {})[CONFIG_NAME]
    lines, told = [], []
    for found, why in (_languages(course, languages), _door(course, wanted=formgrader)):
        lines += [line.format(c="c" if _BOUND.search(data) else "get_config()") for line in found]
        told += [why] if why else []
    hint = _preloading(course, data)
    if not has_file and (lines or not _set_elsewhere(course)):
        why = "; ".join(["it marks the course's folder; the rest is as nbgrader has it", *lines, *hint[1:]])
        yield Step(CONFIG_NAME, MADE, why, with_lines(data, [*lines, *hint]))
    elif lines:
        yield Step(CONFIG_NAME, ADDED, "; ".join([*lines, *hint[1:]]), with_lines(data, [*lines, *hint]))
    else:
        told += [f"no submission would wait for the libraries of its masters with{line[1:]}" for line in hint[1:]]
        name, folders = course.settings.course_id, course.folders
        what = f"understood: the course {name!r}, with {folders.source}/, {folders.release}/, {folders.submitted}/"
        yield Step(CONFIG_NAME, LEFT, what)
    yield from (Step(CONFIG_NAME, LEFT, text) for text in told)
    if (course.root / _JSON).is_file():
        yield Step(
            _JSON, LEFT, f"examiner does not read it: what it sets and examiner needs belongs into {CONFIG_NAME}"
        )


def _preloading(course: Course, data: bytes) -> list[str]:
    """Return the comment that suggests what to import beforehand, where settings say nothing of it; else nothing."""
    wanted = [] if b".preload" in data or not course.settings.preload else worth_preloading(course)
    if not wanted:
        return []
    modules = json.dumps([*course.settings.preload, *wanted])
    named = "c" if _BOUND.search(data) else "get_config()"
    return [
        "# What the masters import; with this line uncommented, no submission waits for it:",
        f"# {named}.Examiner.preload = {modules}",
    ]


def _set_elsewhere(course: Course) -> bool:
    """Whether a file of this user's or this machine's gives the course its settings, as on JupyterHub."""
    return course.settings.file is not None and course.settings.file.path.is_file()


def _languages(course: Course, wanted: tuple[str, ...]) -> tuple[list[str], str]:
    """Return the line that sets the languages, if that is wanted and needed, and what to say of them."""
    settings = course.settings
    if "languages" in settings.nbgrader_config().get("Examiner", {}):
        other = wanted and wanted != settings.languages
        return [], f"it names the languages {', '.join(settings.languages)} already" if other else ""
    if wanted:
        return [f"{{c}}.Examiner.languages = {json.dumps(wanted)}"], ""
    shown = " and ".join(settings.languages)
    return [], f"it names no languages, so that pages for students are in {shown}; `--language en` makes them English"


def _door(course: Course, *, wanted: bool) -> tuple[list[str], str]:
    """Return the lines that have nbgrader's own commands grade in the box, and what to say of them."""
    if not runs_unboxed(course.settings):
        return [], ""
    if wanted:
        return [f"from {OURS} import configure", "configure({c})"], ""
    return [], (
        "nbgrader's own autograde and formgrader's button for it run submissions outside the box, as you; "
        "`--formgrader` adds what has them run in it"
    )


# -- everything else ------------------------------------------------------------------------------------------


def _assignments(course: Course) -> Iterator[Step]:
    names = course.assignments()
    shown = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
    many = "1 assignment" if len(names) == 1 else f"{len(names)} assignments"
    yield Step(f"{course.folders.source}/", LEFT, f"{many} ({shown})" if names else "there is no assignment yet")


def _graders(course: Course, languages: tuple[str, ...]) -> Iterator[Step]:
    folder = course.root / "graders"
    bare = [name for name in course.assignments() if not course.has_graders(name)]
    scored = " is scored by its" if len(bare) == 1 else " are scored by their"
    why = f"; {', '.join(bare[:_SHOWN])}{', …' if len(bare) > _SHOWN else ''}{scored} own test cells" if bare else ""
    if folder.exists():
        yield Step("graders/", LEFT, f"it is there{why}")
        return
    files = template("graders", languages or course.settings.languages, {})
    yield Step("graders/README.md", MADE, f"what graders are, and how to begin{why}", files["README.md"])


def _gradebook(course: Course) -> Iterator[Step]:
    place = course.gradebook
    if place is not None and place.is_file():
        name = place.relative_to(course.root).as_posix() if place.is_relative_to(course.root) else str(place)
        yield Step(name, LEFT, "the marks in it stay")
