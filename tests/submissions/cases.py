"""Reads the cases: a folder each, with ``expect.toml`` and what makes the upload.

``<task>.py`` is the text of that task's answer cell, in which ``<course>`` stands for the path of the course. ``make.py`` holds
``make(folder, notebook)``, which writes the upload itself. The tasks not named are answered as ``others`` says.
"""

from __future__ import annotations

import importlib.util
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import nbformat

from examiner.course.errors import nearest
from examiner.model import Outcome, Verdict

from .course import ASSIGNMENT, RIGHT, TASKS, WRONG, notebook

HERE = Path(__file__).parent
THEMES = (
    "Forged results",
    "Tampering",
    "Edited notebooks",
    "Forged objects",
    "Theft",
    "Denial",
    "Honest trouble",
)
OTHERS = {"right": RIGHT, "wrong": WRONG}


@dataclass(frozen=True)
class Case:
    """One submission and what must become of it.

    Parameters
    ----------
    about : str
        What it tries, in one line.
    others : {"right", "wrong"}
        How the tasks are answered that the case itself does not answer.
    score : float or None
        The most that an honest wrong answer would get; None if it is rejected.
    tasks : dict
        Outcome by task; ``"raised|crashed"`` accepts either.
    reason, notes
        Texts that must stand in the report's reason, and in its notes.
    present : tuple of str
        What the student's own notebook must show: proof that the attack ran.
    absent : tuple of str
        What may stand in nothing that the student gets.
    not_created : tuple of str
        Patterns, relative to the course or absolute, that no file may have afterwards.
    """

    name: str
    about: str
    theme: str
    verdict: Verdict
    score: float | None = None
    others: str = "wrong"
    student: str = ""
    reason: str = ""
    tasks: Mapping[str, str] = None  # type: ignore[assignment]  # given below
    notes: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    not_created: tuple[str, ...] = ()

    def make(self, root: Path) -> Path:
        """Write the upload into the course in ``root`` and return its folder."""
        folder = root / "submitted" / self.student / ASSIGNMENT
        folder.mkdir(parents=True)
        own = {path.stem: path.read_text(encoding="utf-8") for path in (HERE / self.name).glob("*.py")}
        answers = {
            **OTHERS[self.others],
            **{task: own[task].replace("<course>", str(root)) for task in TASKS if task in own},
        }
        given = notebook(answers)
        if "make" in own:
            _module(HERE / self.name / "make.py").make(folder, given)
        else:
            nbformat.write(given, folder / f"{ASSIGNMENT}.ipynb")
        return folder


def _module(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(f"submissions_{path.parent.name}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_case(folder: Path) -> Case:
    """Read a case.

    Raises
    ------
    ValueError
        If its ``expect.toml`` holds something unknown, lacks something, or has a value of the wrong kind; says where.
    """
    place = folder / "expect.toml"
    data = tomllib.loads(place.read_text(encoding="utf-8"))
    known = [field.name for field in fields(Case) if field.name != "name"]
    for key in data:
        if key not in known:
            raise ValueError(f"{place}: unknown key {key!r}; {nearest(key, known)}")
    for key in ("about", "theme", "verdict"):
        if key not in data:
            raise ValueError(f"{place}: {key!r} is missing")
    for key in ("notes", "present", "absent", "not_created"):
        data[key] = _texts(data.get(key, []), f"{place}: {key}")
    data["tasks"] = _tasks(data.get("tasks", {}), place)
    for key, choices in (("theme", THEMES), ("others", tuple(OTHERS)), ("verdict", ("graded", "rejected"))):
        if key in data and data[key] not in choices:
            raise ValueError(f"{place}: {key}: unknown {data[key]!r}; {nearest(str(data[key]), choices)}")
    score = data.get("score")
    if (data["verdict"] == "graded") != (type(score) in (int, float)):
        raise ValueError(f"{place}: a graded submission has a score, a rejected one none")
    data["verdict"] = Verdict(data["verdict"])
    return Case(**{"name": folder.name, "student": folder.name, **data})


def _texts(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) and text for text in value):
        raise ValueError(f"{where}: expected a list of texts")
    return tuple(value)


def _tasks(value: object, place: Path) -> dict[str, str]:
    outcomes = tuple(outcome.value for outcome in Outcome)
    if not isinstance(value, dict):
        raise ValueError(f"{place}: tasks: expected a table of outcomes by task")
    for task, wanted in value.items():
        if task not in TASKS:
            raise ValueError(f"{place}: tasks: unknown task {task!r}; {nearest(task, TASKS)}")
        for outcome in str(wanted).split("|"):
            if outcome not in outcomes:
                raise ValueError(f"{place}: tasks.{task}: unknown outcome {outcome!r}; {nearest(outcome, outcomes)}")
    return value


def all_cases() -> list[Case]:
    """Return every case, by theme and name."""
    found = [read_case(path.parent) for path in HERE.glob("*/expect.toml")]
    return sorted(found, key=lambda case: (THEMES.index(case.theme), case.name))


def held_elsewhere() -> dict[str, str]:
    """Return attacks that no notebook shows, each with the test that holds it."""
    return tomllib.loads((HERE / "held_elsewhere.toml").read_text(encoding="utf-8"))


def table(cases: list[Case]) -> str:
    """Return the page that lists the cases."""
    lines = [
        "# Attacks",
        "",
        f"The {len(cases)} submissions of `tests/submissions`, graded together with honest ones by `tests/test_submissions.py`.",
        "Each task that a case does not attack is answered rightly or wrongly on purpose, so that the score shows what the attack gained:",
        "nothing. `python -m tests.submissions` writes this page.",
    ]
    for theme in THEMES:
        lines += ["", f"## {theme}", "| case | what it does | verdict | points |", "|---|---|---|---:|"]
        for case in cases:
            if case.theme == theme:
                points = "–" if case.score is None else f"{case.score:g}"
                about = case.about.replace("|", "\\|")
                lines.append(
                    f"| [{case.name}](../tests/submissions/{case.name}) | {about} | {case.verdict} | {points} |"
                )
    lines += ["", "## Held by other tests", "| attack | test |", "|---|---|"]
    for about, test in held_elsewhere().items():
        path, _, name = test.partition("::")
        lines.append(f"| {about} | [{name}](../{path}) |")
    return "\n".join(lines) + "\n"
