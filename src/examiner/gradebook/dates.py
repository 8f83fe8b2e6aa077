"""When assignments are due, as the gradebook has it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from nbgrader import api
from sqlalchemy import select
from sqlalchemy.orm import Session

from examiner.course.layout import Course
from examiner.gradebook.database import Database
from examiner.gradebook.reading import Gradebook


def due_dates(course: Course) -> dict[str, datetime]:
    """Return the due dates of the class, in UTC without a zone as nbgrader keeps them."""
    query = select(api.Assignment.name, api.Assignment.duedate).where(api.Assignment.duedate.is_not(None))

    def read(session: Session) -> dict[str, datetime]:
        return {row.name: row.duedate for row in session.execute(query)}

    return Gradebook(course).run(read, dict[str, datetime]())


def set_due_dates(course: Course, dates: Mapping[str, datetime]) -> None:
    """Write the gradebook of a course that has none yet, with assignments and when they are due."""
    database = Database(course.gradebook_url)
    database.prepare(course.settings.course_id)
    database.run(
        lambda session: session.add_all(
            api.Assignment(name=name, duedate=due, course_id=course.settings.course_id) for name, due in dates.items()
        )
    )
    database.close()
