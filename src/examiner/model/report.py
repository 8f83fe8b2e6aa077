"""The result of grading one submission: a :class:`Report` of :class:`Task` and :class:`Check`.

Renderers, the gradebook and the exports are pure functions of it. It is stored as JSON of a version that is declared
here; ``docs/schema/`` holds the schema made from these classes.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from examiner.model import serial
from examiner.model.text import Text

SCHEMA_VERSION = 2  # of a report's JSON; 1 had sentences as strings and tasks without notebooks


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

    GRADED = "graded"  # with a ``fault`` where some tasks could not be judged: their points wait
    REJECTED = "rejected"  # unreadable; ``reason`` says why and what to do
    FAULT = "fault"  # something of ours failed, and nothing could be judged; no score is written


class FaultKind(enum.StrEnum):
    """What of ours failed. Decisions, such as to grade again, go by this and never by a text."""

    GRADER = "grader"  # a grader's own code, or a grader that is missing
    INTAKE = "intake"  # reading the upload failed in a way that intake does not know
    FORK_SERVER = "fork_server"  # the fork server did not start, or was lost
    WORKER = "worker"  # the process that graded it died
    NOT_WRITTEN = "not_written"  # the gradebook or a file refused the result
    INTERNAL = "internal"  # anything else


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a submission could not be judged, for staff."""

    kind: FaultKind
    detail: str


@dataclass(frozen=True, slots=True)
class Submission:
    """One student's hand-in for one assignment, as found on disk."""

    student: str
    assignment: str
    folder: Path
    timestamp: str | None = None  # ISO 8601, from nbgrader's timestamp.txt
    unread_time: str = ""  # what stands there if it is no time


class CrossCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many asserts of a test cell, or of several, were carried out a second time, outside the student's process.

    Asserts behind the one that a cell ended at were carried out nowhere and are not counted.
    """

    compared: int = 0  # they come to the same on both sides, or disagree
    not_comparable: int = 0
    disagreed: int = 0  # of those compared: passed inside and failed outside; their points wait
    only_on_master: int = 0  # of those not comparable: with the master's answers they are

    def __add__(self, other: CrossCheck) -> CrossCheck:
        """Return the counts of both together."""
        pairs = zip(msgspec.structs.astuple(self), msgspec.structs.astuple(other), strict=True)
        return CrossCheck(*(one + another for one, another in pairs))


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The result of one test function of a grader."""

    name: str  # the test function, with its parameters: ``test_logits_example``
    title: Text  # the line the student reads
    outcome: Outcome
    points: float
    max_points: float
    message: Text | None = None  # what was wrong, for the student; holds nothing hidden
    hint: Text | None = None  # the author's advice, for the student
    traceback: str = ""  # the student's own traceback, plain text
    detail: str = ""  # for staff only: never rendered to students
    grader_line: str = ""  # for staff only: the grader's line that the student's value made raise
    seconds: float = 0.0
    crosscheck: CrossCheck | None = None  # for staff only: where the tests ran in the student's process


class TaskKey(NamedTuple):
    """What a task is known by: grade ids are unique in one notebook only."""

    notebook: str
    grade_id: str


class Task(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The result of one grade cell: the sum of its checks."""

    notebook: str  # name of the notebook, without ``.ipynb``
    task: str  # ``binary_crossentropy`` for the grade cell ``test_binary_crossentropy``
    grade_id: str  # the grade cell's nbgrader id
    title: Text
    score: float | None  # None: not judged by machine (a fault, or marked by hand)
    max_score: float
    checks: tuple[Check, ...] = ()
    manual: bool = False  # marked by hand in formgrader
    answer_error: Text | None = None  # what the student's own answer cell ended with: a traceback, or a limit
    answered: bool = True  # False: its cells are as they were handed out
    answer: str = ""  # digest of what the student wrote for it; empty in reports of earlier versions

    @property
    def key(self) -> TaskKey:
        """What the task is known by."""
        return TaskKey(self.notebook, self.grade_id)

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


class Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything known about one graded submission."""

    schema_version: int = SCHEMA_VERSION
    student: str
    assignment: str
    outcome: Verdict
    score: float | None
    max_score: float
    tasks: tuple[Task, ...] = ()
    reason: Text | None = None  # why it was rejected, or a notebook of it was, and what to do
    fault: Fault | None = None  # why it could not be judged, for staff
    notes: tuple[Text, ...] = ()  # what intake restored, which limits were hit
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    timestamp: str | None = None
    unread_time: str = ""  # what timestamp.txt holds if it is no time
    boxed: bool = True  # False: graded without isolation
    tests_inside: bool = False  # True: no graders; the notebook's own tests ran in the student's process
    key: str = ""  # hash of everything the scores depend on
    basis: str = ""  # hash of all of that but the submission
    content: str = ""  # hash of what was handed in
    secret_id: str = ""  # which course secret the hidden inputs were drawn from
    cached: bool = False
    versions: dict[str, str] = msgspec.field(default_factory=dict)  # of Python and the libraries it was graded with
    languages: tuple[str, ...] = ("zh-TW", "en")

    @property
    def waits(self) -> bool:
        """Whether a person must see to it: nothing is scored, or some task could not be judged."""
        return self.outcome is not Verdict.GRADED or self.fault is not None or self.reason is not None

    @property
    def crosscheck(self) -> CrossCheck | None:
        """How many asserts were carried out a second time; None where graders judged, or nothing was looked at."""
        found = [check.crosscheck for task in self.tasks for check in task.checks if check.crosscheck is not None]
        return sum(found, CrossCheck()) if found else None

    @property
    def trouble(self) -> str:
        """Why there is no score, or none for some tasks, for staff; empty if all is judged."""
        return self.fault.detail if self.fault is not None else str(self.reason or "")

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data that :meth:`from_json` reads back unchanged."""
        data: dict[str, Any] = serial.to_plain(self)
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any], where: str = "report") -> Report:
        """Build a report from :meth:`to_json`'s data.

        Raises
        ------
        ValueError
            If it is of another version, or a field is unknown, missing or of the wrong type; the message names
            the place.
        """
        serial.require_version(data, SCHEMA_VERSION, where)
        return serial.from_plain(data, cls, where)

    @classmethod
    def loads(cls, data: bytes, where: str = "report") -> Report:
        """Build a report from :meth:`dumps`'s text.

        Raises
        ------
        ValueError
            As :meth:`from_json`, and if it is no JSON.
        """
        try:
            found = serial.loads(data, cls)
        except ValueError:  # the other way says what is wrong, and where
            found = None
        if found is not None and found.schema_version == SCHEMA_VERSION and b'"schema_version"' in data:
            return found
        return cls.from_json(json.loads(data), where)

    def dumps(self) -> str:
        """Return the report as indented JSON text with a final newline."""
        return serial.dumps(self)
