"""Reports of the first version, whose sentences were strings and whose tasks had no notebook, as today's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from examiner.course.errors import CourseError
from examiner.model import Check, Fault, FaultKind, Outcome, Report, Task, Text, Verdict

VERSION = 1  # which did not say so


def is_former(path: Path) -> bool:
    """Say whether a file is a report of the first version."""
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(data, dict) and data.get("schema_version", VERSION) == VERSION and {"student", "tasks"} <= {*data}


def read_former(path: Path, notebook: str) -> Report:
    """Return a report of the first version as one of today's.

    Parameters
    ----------
    path : Path
        Its file.
    notebook : str
        Name of the assignment's notebook, without ``.ipynb``: there was only one.

    Raises
    ------
    CourseError
        If it is none.
    """
    try:
        return converted(json.loads(path.read_bytes()), notebook)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        detail = f"{type(error).__name__}: {error}"
        raise CourseError(f"{path} is no report of the former version: {detail}. Grade again.") from error


def converted(data: Mapping[str, Any], notebook: str) -> Report:
    """Return the content of a report of the first version as a report of today's."""
    tasks = tuple(_task(task, notebook) for task in data["tasks"])
    outcome, reason = Verdict(data["outcome"]), data.get("reason", "")
    fault = None
    if outcome is Verdict.FAULT:
        faulty = any(check.outcome is Outcome.FAULT for task in tasks for check in task.checks)
        fault = Fault(FaultKind.GRADER if faulty else FaultKind.INTERNAL, reason)
    return Report(
        student=data["student"],
        assignment=data["assignment"],
        outcome=outcome,
        score=data["score"],
        max_score=data["max_score"],
        tasks=tasks,
        reason=_text(reason) if fault is None else None,
        fault=fault,
        notes=tuple(Text.parse(note) for note in data.get("notes", ()) if note.strip()),
        seconds=data.get("seconds", 0.0),
        cpu_seconds=data.get("cpu_seconds", 0.0),
        timestamp=data.get("timestamp"),
        boxed=data.get("boxed", True),
        key=data.get("key", ""),
        secret_id=data.get("secret_id", ""),
        languages=tuple(data.get("languages", ("zh-TW", "en"))),
    )


def _task(data: Mapping[str, Any], notebook: str) -> Task:
    return Task(
        notebook=notebook,
        task=data["task"],
        grade_id=data["grade_id"],
        title=_text(data["title"]) or Text.plain(data["task"]),
        score=data["score"],
        max_score=data["max_score"],
        checks=tuple(_check(check) for check in data.get("checks", ())),
        manual=data.get("manual", False),
        answer_error=Text.optional(data.get("answer_error", "")),
    )


def _check(data: Mapping[str, Any]) -> Check:
    return Check(
        name=data["name"],
        title=_text(data["title"]) or Text.plain(data["name"]),
        outcome=Outcome(data["outcome"]),
        points=data["points"],
        max_points=data["max_points"],
        message=_text(data.get("message", "")),
        hint=_text(data.get("hint", "")),
        traceback=data.get("traceback", ""),
        detail=data.get("detail", ""),
        seconds=data.get("seconds", 0.0),
    )


def _text(text: str) -> Text | None:
    return Text.parse(text) if text.strip() else None
