"""``nbgrader export`` with quotes where they are needed: nbgrader's own exporter cuts a name that holds a comma."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import CsvExportPlugin

from examiner.exports.ruled import Ruled
from examiner.model.durable import write_text

COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)


class QuotedCsv(CsvExportPlugin):  # type: ignore[misc, unused-ignore]  # nbgrader ships no type information
    """The rows and columns of nbgrader's own exporter, written as RFC 4180 has it, whole or not at all.

    What staff have ruled (excuses, voided tasks), which nbgrader's gradebook does not know, is in the points.

    ``nbgrader export --exporter=examiner.exports.quoted_csv.QuotedCsv``
    """

    def export(self, gradebook: Gradebook) -> None:
        """Write one row for each assignment and student to ``--to``, by default ``grades.csv``."""
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, COLUMNS)
        writer.writeheader()
        writer.writerows(self._rows(gradebook))
        write_text(Path(self.to or "grades.csv"), text.getvalue())

    def _rows(self, gradebook: Gradebook) -> Iterator[dict[str, Any]]:
        assignments, students = set(map(str, self.assignment)), set(map(str, self.student))
        ruled = Ruled.here()
        for assignment in gradebook.assignments:
            for student in gradebook.students:
                if assignment.name in (assignments or {assignment.name}) and student.id in (students or {student.id}):
                    yield self._row(gradebook, assignment, student) | ruled.points(assignment, student.id)

    def _row(self, gradebook: Gradebook, assignment: Any, student: Any) -> dict[str, Any]:
        row = {name: getattr(student, name) for name in ("last_name", "first_name", "email")}
        row |= {"assignment": assignment.name, "duedate": assignment.duedate, "student_id": student.id}
        row |= {"raw_score": 0.0, "late_submission_penalty": 0.0, "score": 0.0, "max_score": assignment.max_score}
        try:
            submission = gradebook.find_submission(assignment.name, student.id)
        except MissingEntry:
            return row  # not handed in: nbgrader's zeros
        penalty = submission.late_submission_penalty
        score = max(0.0, submission.score - penalty)
        row |= {"timestamp": submission.timestamp, "raw_score": submission.score}
        return row | {"late_submission_penalty": penalty, "score": score}
