"""What has changed in a class since the report before: its marks are kept beside the stored reports."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from examiner.course.layout import Course
from examiner.course.sharing import share
from examiner.model import Marks, durable, serial
from examiner.model.marks import TOLERANCE

SCHEMA_VERSION = 1


class Snapshot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The marks of a class when a report was written; null: nothing was judged."""

    when: str
    scores: dict[str, float | None]


class Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The marks of the newest report, and those of the one before that had others."""

    schema_version: int = SCHEMA_VERSION
    now: Snapshot
    before: Snapshot | None = None


class Moved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A student whose marks are others than in the report before."""

    student: str
    before: float | None
    now: float | None


class Since(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What has changed since the report before."""

    when: str  # that one was written
    came: tuple[str, ...]
    went: tuple[str, ...]
    moved: tuple[Moved, ...]

    @property
    def fell(self) -> dict[str, float]:
        """By how many points whose marks fell."""
        pairs = ((one.student, (one.before or 0.0) - one.now) for one in self.moved if one.now is not None)
        return {student: points for student, points in pairs if points > TOLERANCE}


def since_before(course: Course, assignment: str, marks: Sequence[Marks], when: str) -> Since | None:
    """Keep the marks of a class, and return what has changed since those kept before; None: there are none.

    A report that is written again of the same marks tells the same: it is compared with the last other ones. What
    cannot be read is as if there were none, since nothing else rests on it.
    """
    place = course.class_figures(assignment)
    kept, scores = _read(place), {one.student: one.score for one in marks}
    if kept is None or kept.now.scores != scores:
        kept = Kept(now=Snapshot(when, scores), before=kept.now if kept is not None else None)
        course.make_state()
        durable.write_text(place, serial.dumps(kept))
        share(course, place)
    return None if kept.before is None else _compared(kept.before, scores)


def _read(place: Path) -> Kept | None:
    try:
        data = json.loads(place.read_bytes())
        serial.require_version(data, SCHEMA_VERSION, str(place))
        return serial.from_plain(data, Kept, str(place))
    except (OSError, ValueError):
        return None


def _compared(before: Snapshot, scores: Mapping[str, float | None]) -> Since:
    both = sorted(before.scores.keys() & scores.keys())
    return Since(
        when=before.when,
        came=tuple(sorted(scores.keys() - before.scores.keys())),
        went=tuple(sorted(before.scores.keys() - scores.keys())),
        moved=tuple(
            Moved(name, before.scores[name], scores[name]) for name in both if before.scores[name] != scores[name]
        ),
    )
