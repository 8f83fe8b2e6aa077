"""What was hashed and written last time, so that work that is as it was costs next to nothing.

The index may be deleted at any time: then all is hashed and written once more, to the same end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from examiner.course.layout import Course
from examiner.course.sharing import share
from examiner.course.stamps import Stamp, clock, stamp
from examiner.gradebook.lateness import depends_on
from examiner.model import Report, digest, durable, serial
from examiner.pipeline import LoadedAssignment

_VERSION = 1


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of one submission."""

    handed_in: str  # stamp of the upload
    graded: str  # stamp of the folder in autograded/
    key: str  # of the report that came of it
    held: str  # what the gradebook held when the report had been written


class _Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file."""

    schema_version: int
    base: str  # digest of all else that the entries depend on
    entries: dict[str, Entry]


class Index:
    """The index of one assignment, as a run finds it and leaves it.

    Parameters
    ----------
    loaded : LoadedAssignment
        What is graded.
    boxed : bool
        Whether kernels are isolated.
    verify : bool
        Believe nothing of it.
    """

    def __init__(self, loaded: LoadedAssignment, boxed: bool, *, verify: bool = False) -> None:
        self._course, self._assignment = loaded.course, loaded.assignment
        self._base = digest.of_data([loaded.fingerprint, boxed, depends_on(loaded.course)])
        found = _read(self._course, self._assignment)
        self._there = found
        mine = found is not None and found.base == self._base
        self._entries: dict[str, Entry] = dict(found.entries) if mine and found is not None else {}
        self._known: Mapping[str, Entry] = {} if verify else dict(self._entries)
        self._stamps: dict[str, Stamp | None] = {}
        self._began: int | None = None

    def is_known(self, student: str, key: str) -> bool:
        """Say whether a submission, and what was made of it, are those that a report with this key was written of."""
        entry = self._known.get(student)
        if entry is None or entry.key != key:
            return False
        there = self._handed_in(student)
        return there is not None and there.digest == entry.handed_in and self._graded(student) == entry.graded

    def is_written(self, student: str, key: str, held: str | None) -> bool:
        """Say whether the gradebook holds what writing that report once more would leave there."""
        return held is not None and self.is_known(student, key) and self._known[student].held == held

    def look_at(self, students: Iterable[str]) -> None:
        """Look at uploads that are to be read: what changes from now on is not what will have been hashed."""
        for student in students:
            if self._began is None:
                self._began = clock(self._course.make_state())
            self._stamps.pop(student, None)
            self._handed_in(student)

    def add(self, report: Report, held: str) -> None:
        """Note a report that was written, if a later change of its upload would show."""
        there = self._stamps.get(report.student)
        if there is None or self._began is None or not there.tells(self._began):
            self._entries.pop(report.student, None)
            return
        graded = self._graded(report.student)
        self._entries[report.student] = Entry(there.digest, graded, report.key, held)

    def save(self) -> None:
        """Write the index, if it says anything new."""
        now = _Stored(_VERSION, self._base, self._entries)
        if now != self._there:
            path = self._course.index(self._assignment)
            durable.write_text(path, serial.line(now) + "\n")
            share(self._course, path)

    def _handed_in(self, student: str) -> Stamp | None:
        if student not in self._stamps:
            self._stamps[student] = stamp(self._course.submitted(student, self._assignment))
        return self._stamps[student]

    def _graded(self, student: str) -> str:
        found = stamp(self._course.autograded(student, self._assignment))
        return found.digest if found is not None else ""


def _read(course: Course, assignment: str) -> _Stored | None:
    """Return what the file holds; None if it is not there, or not as this program writes it."""
    try:
        found = msgspec.json.decode(course.index(assignment).read_bytes(), type=_Stored)
    except (OSError, msgspec.DecodeError, UnicodeError):
        return None
    return found if found.schema_version == _VERSION else None
