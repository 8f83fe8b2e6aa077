"""The nouns of the program: frozen values that every room may pass to every other.

Nothing here imports anything of ours, opens a file or knows a mechanism. A :class:`Report` is the one
result of grading one submission; renderers, the gradebook and the exports are pure functions of it.
"""

from __future__ import annotations

import dataclasses
import enum
import json
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class Outcome(enum.StrEnum):
    """How one check ended. The set is closed: a new member is a change of contract."""

    PASSED = "passed"
    FAILED = "failed"  # the answer was computed and is wrong
    RAISED = "raised"  # the student's code raised
    TIMED_OUT = "timed_out"  # the student's code hit a time limit
    CRASHED = "crashed"  # the student's kernel died
    SKIPPED = "skipped"  # the cell it judges never ran
    FAULT = "fault"  # ours or the grader's: never a student's zero


class Verdict(enum.StrEnum):
    """How one submission ended."""

    GRADED = "graded"
    REJECTED = "rejected"  # unreadable; ``reason`` says why and what to do
    FAULT = "fault"  # something of ours failed; no score is written


@dataclass(frozen=True, slots=True)
class Submission:
    """One student's hand-in for one assignment, as found on disk."""

    student: str
    assignment: str
    folder: Path
    timestamp: str | None = None  # ISO 8601, from nbgrader's timestamp.txt


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one test function of a grader."""

    name: str  # the test function, with its parameters: ``test_logits_example``
    title: str  # the line the student reads
    outcome: Outcome
    points: float
    max_points: float
    message: str = ""  # what was wrong, for the student; holds nothing hidden
    hint: str = ""  # the author's advice, for the student
    traceback: str = ""  # the student's own traceback, plain text
    detail: str = ""  # for staff only: never rendered to students
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Task:
    """The result of one grade cell: the sum of its checks."""

    task: str  # ``binary_crossentropy`` for the grade cell ``test_binary_crossentropy``
    grade_id: str  # the grade cell's nbgrader id
    title: str
    score: float | None  # None: not judged by machine (a fault, or marked by hand)
    max_score: float
    checks: tuple[Check, ...] = ()
    manual: bool = False  # marked by hand in formgrader
    answer_error: str = ""  # traceback of the student's own answer cell, plain text

    @property
    def outcome(self) -> Outcome:
        """The worst thing that happened in this task, a fault first."""
        order = (
            Outcome.FAULT,
            Outcome.CRASHED,
            Outcome.TIMED_OUT,
            Outcome.SKIPPED,
            Outcome.RAISED,
            Outcome.FAILED,
        )
        seen = {check.outcome for check in self.checks}
        return next((outcome for outcome in order if outcome in seen), Outcome.PASSED)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything known about one graded submission."""

    student: str
    assignment: str
    outcome: Verdict
    score: float | None
    max_score: float
    tasks: tuple[Task, ...] = ()
    reason: str = ""  # why it was rejected or could not be judged, and what to do
    notes: tuple[str, ...] = ()  # what intake restored, which limits were hit
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    timestamp: str | None = None
    boxed: bool = True  # False: graded without isolation
    key: str = ""  # hash of everything the scores depend on
    secret_id: str = ""  # which course secret the hidden inputs were drawn from
    cached: bool = False
    languages: tuple[str, ...] = field(default=("zh-TW", "en"))

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data that :meth:`from_json` reads back unchanged."""
        return typing.cast("dict[str, Any]", _plain(self))

    @classmethod
    def from_json(cls, data: Mapping[str, Any], where: str = "report") -> Report:
        """Build a report from :meth:`to_json`'s data.

        Raises
        ------
        ValueError
            If a field is unknown, missing or of the wrong type; the message names the place.
        """
        return typing.cast("Report", _build(cls, data, where))

    def dumps(self) -> str:
        """Return the report as indented JSON text with a final newline."""
        return json.dumps(self.to_json(), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, enum.Enum):
        return value.value
    return str(value) if isinstance(value, Path) else value


def _build(kind: Any, data: Any, where: str) -> Any:
    """Rebuild ``kind`` from plain data, refusing whatever does not fit."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind):
        return _build_dataclass(kind, data, where)
    if origin is tuple:
        if not isinstance(data, list):
            raise ValueError(f"{where}: expected a list, got {type(data).__name__}")
        return tuple(_build(args[0], item, f"{where}[{i}]") for i, item in enumerate(data))
    if args:  # a union such as ``str | None``
        if data is None and type(None) in args:
            return None
        return _build(next(a for a in args if a is not type(None)), data, where)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return kind(data)
    if kind is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    if not isinstance(data, kind):
        raise ValueError(f"{where}: expected {kind.__name__}, got {type(data).__name__}")
    return data


def _build_dataclass(kind: Any, data: Any, where: str) -> Any:
    if not isinstance(data, Mapping):
        raise ValueError(f"{where}: expected an object, got {type(data).__name__}")
    hints = typing.get_type_hints(kind)
    unknown = sorted(set(data) - set(hints))
    if unknown:
        raise ValueError(f"{where}: unknown field {unknown[0]!r}; known: {', '.join(hints)}")
    try:
        return kind(**{key: _build(hints[key], item, f"{where}.{key}") for key, item in data.items()})
    except TypeError as error:  # a required field is missing
        raise ValueError(f"{where}: {error}") from None
