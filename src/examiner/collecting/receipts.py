"""What was collected: one line a file, and never less of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.model.durable import add_lines, whole_lines


@dataclass(frozen=True, slots=True)
class Receipt:
    """One file that was taken.

    Parameters
    ----------
    assignment, student : str
    name : str
        In the student's folder.
    path : str
        Where it came from.
    sha256 : str
    size : int
        Bytes.
    time : str
        When it was handed in, ISO 8601; when it was last changed if no system says; else empty.
    taken : str
        When it was collected.
    run : str
        Which run of the command took it.
    """

    assignment: str
    student: str
    name: str
    path: str
    sha256: str
    size: int
    time: str
    taken: str
    run: str


class Receipts:
    """The receipts of one assignment.

    Parameters
    ----------
    course : Course
    assignment : str

    Raises
    ------
    CourseError
        If a line of the log cannot be read.
    """

    def __init__(self, course: Course, assignment: str) -> None:
        self._path, self._rights = course.receipts, course.settings.state_rights & 0o666
        self.known: list[Receipt] = []
        for number, line in enumerate(whole_lines(course.receipts), start=1):
            try:
                receipt = Receipt(**json.loads(line))
            except (ValueError, TypeError) as error:
                raise CourseError(f"{course.receipts}, line {number}: it is no receipt ({error})") from None
            if receipt.assignment == assignment:
                self.known.append(receipt)

    def time(self, student: str) -> datetime | None:
        """Return the time of what was taken of a student last."""
        return max((datetime.fromisoformat(one.time) for one in self._last(student) if one.time), default=None)

    def content(self, student: str) -> dict[str, str]:
        """Return the digests by name of what was taken of a student last."""
        return {one.name: one.sha256 for one in self._last(student)}

    def _last(self, student: str) -> list[Receipt]:
        mine = [receipt for receipt in self.known if receipt.student == student]
        return [one for one in mine if one.run == mine[-1].run]

    def add(self, receipts: Iterable[Receipt]) -> None:
        """Write receipts, all or none; those that a run has written before are not written twice."""
        written = {(one.run, one.student, one.name) for one in self.known}
        new = [one for one in receipts if (one.run, one.student, one.name) not in written]
        if new:
            add_lines(
                self._path, [json.dumps(asdict(one), ensure_ascii=False).encode() for one in new], rights=self._rights
            )
            self.known += new


def now() -> str:
    """Return the present moment, ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")
