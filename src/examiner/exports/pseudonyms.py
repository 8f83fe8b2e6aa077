"""Stable names in place of students': who has the course's secret can make them again, nobody else."""

from __future__ import annotations

from dataclasses import replace

from examiner.collecting.people import Person
from examiner.course.layout import Course
from examiner.course.secret import course_secret, derive_seed
from examiner.exports.sheet import Sheet

_DIGITS = 12  # of 32: two of 10,000 students are alike once in five million courses


def with_pseudonyms(course: Course, sheet: Sheet) -> Sheet:
    """Return a sheet in which nobody has a name, an address or a number; its order tells nothing either."""
    secret = course_secret(course)
    names = {
        one.student: f"p{derive_seed(secret, 'pseudonym', one.student):032x}"[: _DIGITS + 1] for one in sheet.people
    }
    parts = [
        replace(part, results={names[student]: result for student, result in part.results.items()})
        for part in sheet.parts
    ]
    return Sheet(tuple(Person(name) for name in sorted(names.values())), tuple(parts))
