"""A new course of one small assignment, with a class of three to try it on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from examiner.course.errors import CourseError, check_name
from examiner.course.settings import Settings
from examiner.model import Text
from examiner.model.cells import cells_of
from examiner.model.notebook import parse, text_of
from examiner.model.text import say
from examiner.release.form import release_form
from examiner.starting.placing import put_course, refuse_what_is_there
from examiner.starting.templates import Files, side_of, template

ASSIGNMENT = "hw1"
_MASTER = f"source/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
_WRITTEN = "comparison"  # the answer that a person marks
_NAME, _LANGUAGES = '"my_course"', '["zh-TW", "en"]'  # as the template's settings have them
_CLASS: Mapping[str, Mapping[str, str]] = {  # answers of the made-up students, by task
    "ada": {"moving_average": "right/moving_average/prefix_sums", "longest_streak": "right/longest_streak/groups"},
    "bo": {
        "moving_average": "wrong/moving_average/changes_its_input",
        "longest_streak": "wrong/longest_streak/looks_back_only",
    },
    "chen": {},
}
_SAID = {
    "ada": say(
        "平均看得出三段熱天，而且一段比一段熱。看不出最熱的是哪一天。",
        "The means show three warm spells, each warmer than the last. They do not show which day was the hottest.",
    ),
    "bo": Text.parse("平均比較平滑。 / The means are smoother."),
}


def make_course(folder: Path, languages: Sequence[str]) -> Files:
    """Make a course and return its files.

    Parameters
    ----------
    folder : Path
        Empty, or not there; its name becomes the course's.
    languages : sequence of str
        The languages that the course is taught in.

    Raises
    ------
    CourseError
        If something lies there, or its name cannot be a course's.
    """
    place = folder.resolve()
    refuse_what_is_there(place)
    if not place.name:
        raise CourseError(f"{place} has no name that a course could have; name another folder")
    name = check_name(place.name, "course")
    settings = {_NAME: json.dumps(name, ensure_ascii=False), _LANGUAGES: json.dumps(list(languages))}
    files = template("course", languages, {**settings, "COURSE": name})
    files |= _example_class(place, files, languages)
    put_course(place, files)
    return files


def _example_class(root: Path, files: Files, languages: Sequence[str]) -> Files:
    """Return what the made-up students hand in: the students' edition, with answers."""
    made = Settings(root, languages=tuple(languages))
    found: Files = {}
    for student, answers in _CLASS.items():
        notebook = release_form(parse(files[_MASTER].decode()), made)
        for cell in cells_of(notebook):
            if cell.grade_id in answers:
                path = f"graders/{ASSIGNMENT}/{answers[cell.grade_id]}.py"
                notebook.cells[cell.index].source = _without_header(files[path].decode())
            elif cell.grade_id == _WRITTEN and student in _SAID:
                notebook.cells[cell.index].source = _SAID[student].in_language(side_of(languages[0]))
        found[f"example_class/{student}/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"] = text_of(notebook).encode()
    return found


def _without_header(text: str) -> str:
    """Return an answer without the comments at its top, which say what is wrong with it."""
    lines = text.splitlines()
    while lines and lines[0].startswith("#"):
        lines.pop(0)
    return "\n".join(lines)
