"""The points of submissions that staff have ruled on, for exports that start from nbgrader's gradebook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.course.results import last_graded
from examiner.course.rulings import read_rulings
from examiner.gradebook.reading import Gradebook
from examiner.model import TaskKey
from examiner.model.marks import add_up
from examiner.model.rulings import LEFT_OUT, Granted, Rulings


@dataclass(frozen=True, slots=True)
class Ruled:
    """A course and what has been ruled in it; None: what is exported belongs to no course."""

    course: Course | None
    rulings: Rulings

    @classmethod
    def here(cls) -> Self:
        """Return those of the course that we are in, as nbgrader's commands are."""
        try:
            course = Course.find()
        except CourseError:
            return cls(None, Rulings())
        return cls(course, read_rulings(course))

    def points(self, assignment: Any, student: str) -> dict[str, float]:
        """Return the columns of points, given nbgrader's row of an assignment; none where nothing was ruled."""
        granted = self.rulings.of(assignment.name, student)
        if self.course is None or not granted.changes_points:
            return {}
        report = last_graded(self.course, student, assignment.name)
        if report is None:  # nothing was handed in that counts
            return {"max_score": _left(assignment, granted)}
        (marks,) = Gradebook(self.course).marks(assignment.name, [report])
        return {
            "raw_score": marks.sums.score or 0.0,
            "late_submission_penalty": marks.penalty,
            "score": marks.score or 0.0,
            "max_score": marks.sums.max_score,
        }


def _left(assignment: Any, granted: Granted) -> float:
    """Return the points that can be earned in the tasks that count."""
    return add_up(
        cell.max_score
        for book in assignment.notebooks
        for cell in (*book.grade_cells, *book.task_cells)
        if granted.standing(TaskKey(book.name, cell.name)) not in LEFT_OUT
    )
