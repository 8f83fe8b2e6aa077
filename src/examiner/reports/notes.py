"""What students were told about what they handed in: staff read it too, once for all who were told the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from examiner.model import Report, Text


@dataclass(frozen=True, slots=True)
class Told:
    """A note, and who was told it.

    Parameters
    ----------
    note : Text
        As the students' pages have it.
    students : tuple of str
        Sorted.
    """

    note: Text
    students: tuple[str, ...]


def told(reports: Iterable[Report]) -> list[Told]:
    """Return the notes of a class, what fewest were told first: that is what a person looks at."""
    found: dict[Text, set[str]] = {}
    for report in reports:
        for note in report.notes:
            found.setdefault(note, set()).add(report.student)
    rows = [Told(note, tuple(sorted(students))) for note, students in found.items()]
    return sorted(rows, key=lambda row: (len(row.students), row.students, row.note.en))
