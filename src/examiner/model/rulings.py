"""What staff have ruled: another due date, a task that does not count for somebody, a task taken out for everybody.

A ruling never changes what a machine or a person gave; it says how that counts. A later one on the same place takes
the place of an earlier one.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from examiner.model.report import TaskKey
from examiner.model.text import composed

SCHEMA_VERSION = 1  # of a line of the log


class Kind(enum.StrEnum):
    """What a ruling does."""

    EXTEND = "extend"  # a student has another due date
    EXCUSE = "excuse"  # a task, or all of them, does not count for a student
    VOID = "void"  # a task is taken out for everybody


class Voided(enum.StrEnum):
    """What becomes of the points of a voided task."""

    FULL = "full"  # everybody who is graded has all of them
    OUT = "out"  # they leave the total


class Standing(enum.StrEnum):
    """How a task counts for one student."""

    COUNTS = "counts"
    EXCUSED = "excused"
    VOID_FULL = "void_full"
    VOID_OUT = "void_out"


LEFT_OUT = frozenset({Standing.EXCUSED, Standing.VOID_OUT})  # their points are part of no total


class Place(NamedTuple):
    """What a ruling is about; empty: everybody, or the whole assignment."""

    kind: Kind
    assignment: str
    student: str
    notebook: str
    grade_id: str


class Ruling(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One ruling, as a line of the course's log holds it."""

    schema_version: int = SCHEMA_VERSION
    kind: Kind
    assignment: str
    student: str = ""  # empty: everybody
    notebook: str = ""
    grade_id: str = ""  # empty: the whole assignment
    until: str = ""  # of an extension: the due date, ISO 8601; else it is ``seconds`` after the class's
    seconds: float = 0.0
    points: Voided | None = None  # of a voided task
    undone: bool = False  # the ruling on this place is taken back
    group: str = ""  # that the student was named by
    who: str = ""
    when: str = ""  # ISO 8601
    why: str = ""

    @property
    def place(self) -> Place:
        """What it is about."""
        return Place(self.kind, self.assignment, composed(self.student), self.notebook, self.grade_id)

    @property
    def key(self) -> TaskKey:
        """The task that it is about."""
        return TaskKey(self.notebook, self.grade_id)

    def says_the_same(self, other: Ruling | None) -> bool:
        """Whether nothing would change if this came after the other one, or after none."""
        if other is None or other.undone:
            return self.undone
        mine = (self.place, self.until, self.seconds, self.points, self.undone)
        return mine == (other.place, other.until, other.seconds, other.points, other.undone)

    def beyond(self, due: datetime) -> timedelta:
        """Return how long after the class's due date (UTC, without a zone as nbgrader keeps it) an extension ends."""
        if not self.until:
            return timedelta(seconds=self.seconds)
        moment = datetime.fromisoformat(self.until)
        return moment.replace(tzinfo=None) - (moment.utcoffset() or timedelta()) - due


@dataclass(frozen=True, slots=True)
class Granted:
    """What has been ruled on one student's submission, and is in force.

    Parameters
    ----------
    extension : Ruling or None
        Another due date; one that was taken back says so.
    excused : Ruling or None
        Why nothing of the assignment counts.
    tasks : mapping
        Of each task that does not count as others do, how.
    """

    extension: Ruling | None = None
    excused: Ruling | None = None
    tasks: Mapping[TaskKey, Standing] = field(default_factory=dict)

    def standing(self, key: TaskKey) -> Standing:
        """Return how a task counts."""
        return Standing.EXCUSED if self.excused is not None else self.tasks.get(key, Standing.COUNTS)

    @property
    def changes_points(self) -> bool:
        """Whether the sum of the points is another one than without rulings."""
        return bool(self.excused or self.tasks)


class Rulings:
    """All rulings of a course: of each place the last one.

    Parameters
    ----------
    rulings : iterable of Ruling
        In the order in which they were made.
    """

    def __init__(self, rulings: Iterable[Ruling] = ()) -> None:
        self._last = {ruling.place: ruling for ruling in rulings}

    def then(self, rulings: Iterable[Ruling]) -> Rulings:
        """Return these and later ones."""
        return Rulings([*self._last.values(), *rulings])

    def last(self, place: Place) -> Ruling | None:
        """Return the last ruling on a place, which may say that one was taken back."""
        return self._last.get(place)

    def in_force(self, assignment: str, kind: Kind | None = None) -> list[Ruling]:
        """Return what holds for an assignment, in the order in which the places were first ruled on."""
        return [
            ruling
            for place, ruling in self._last.items()
            if place.assignment == assignment and kind in (None, place.kind) and not ruling.undone
        ]

    def of(self, assignment: str, student: str) -> Granted:
        """Return what holds for one student's submission; to excuse goes before what holds for everybody."""
        student, tasks, excused = composed(student), {}, None
        for ruling in sorted(self.in_force(assignment), key=lambda one: one.kind is Kind.EXCUSE):
            if ruling.kind is Kind.VOID:
                tasks[ruling.key] = Standing.VOID_OUT if ruling.points is Voided.OUT else Standing.VOID_FULL
            elif ruling.kind is Kind.EXCUSE and ruling.place.student == student:
                if ruling.grade_id:
                    tasks[ruling.key] = Standing.EXCUSED
                else:
                    excused = ruling
        return Granted(self.last(Place(Kind.EXTEND, assignment, student, "", "")), excused, tasks)


@dataclass(frozen=True, slots=True)
class Change:
    """What counts for a student before a ruling and after; None: nothing is judged, or nothing counts."""

    student: str
    before: float | None
    after: float | None
