"""What a run changes: the marks that counted before, and those that count now."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from examiner.course.layout import Course
from examiner.course.results import last_graded
from examiner.gradebook.reading import Gradebook
from examiner.model import Marks, Report, Verdict
from examiner.model.regrading import alike

MOST_NAMED = 20  # students in the sentence


class Changes:
    """The marks of an assignment before a run and after.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.
    students : sequence of str
        Who is graded.
    stored : mapping of str to Report, optional
        Stored reports that were read already.

    Raises
    ------
    GradebookError
        If the gradebook cannot be read.
    """

    def __init__(
        self, course: Course, assignment: str, students: Sequence[str], stored: Mapping[str, Report] | None = None
    ) -> None:
        self._course, self._assignment = course, assignment
        self._gradebook = Gradebook(course)
        known = {name: one for name, one in (stored or {}).items() if one.outcome is Verdict.GRADED}
        former = [known[name] if name in known else last_graded(course, name, assignment) for name in students]
        marks = self._gradebook.marks(assignment, [one for one in former if one is not None])
        self._before = {one.student: one for one in marks}
        self._changed: dict[str, tuple[float, float]] = {}

    def marks(self, report: Report, *, untouched: bool = False) -> Marks:
        """Return the marks of a submission whose report was written just now, or left as it was."""
        if untouched and report.student in self._before:
            return dataclasses.replace(self._before[report.student], report=report)
        (marks,) = self._gradebook.marks(self._assignment, [report])
        old, new = self.before(report.student), marks.score
        if old is not None and new is not None and not alike(old, new):
            self._changed[report.student] = old, new
        return marks

    def before(self, student: str) -> float | None:
        """Return what counted for a student before; None: nothing did."""
        found = self._before.get(student)
        return None if found is None else found.score

    def sentence(self) -> str:
        """Return how many scores changed and by how much; empty if none did."""
        changed = sorted(self._changed.items())
        if not changed:
            return ""
        named = [f"{name} {old:g} -> {new:g} ({new - old:+g})" for name, (old, new) in changed[:MOST_NAMED]]
        more = [f"and {len(changed) - MOST_NAMED} more"] if len(changed) > MOST_NAMED else []
        many = f"{len(changed)} scores" if len(changed) > 1 else "1 score"
        place = self._course.former_report_json(changed[0][0], self._assignment).parent
        return f"{many} changed: {', '.join([*named, *more])}. Former reports: {place}"
