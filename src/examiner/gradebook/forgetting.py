"""A student's rows in the gradebook: counted, and removed in one transaction."""

from __future__ import annotations

from nbgrader import api
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from examiner.course.layout import Course
from examiner.gradebook.reading import Gradebook
from examiner.model.text import composed


def rows_of(course: Course, student: str) -> dict[str, int]:
    """Return how many rows of each kind the gradebook holds of a student."""
    return Gradebook(course).run(lambda session: _count(session, student), dict[str, int]())


def without_student(course: Course, student: str) -> None:
    """Remove the student's rows, all or none; SQLite writes zeros over where they stood."""

    def work(session: Session) -> None:
        if course.gradebook is not None:
            session.execute(text("PRAGMA secure_delete = ON"))
        for one in _students(session, student):
            for handed_in in one.submissions:
                for book in handed_in.notebooks:
                    for row in (*book.grades, *book.comments):
                        session.delete(row)
                    session.delete(book)
                session.delete(handed_in)
            session.flush()
            session.delete(one)
        session.flush()

    Gradebook(course).run(work, None)


def _students(session: Session, student: str) -> list[api.Student]:
    return [one for one in session.scalars(select(api.Student)) if composed(one.id) == student]


def _count(session: Session, student: str) -> dict[str, int]:
    found = _students(session, student)
    handed_in = [one for each in found for one in each.submissions]
    books = [book for one in handed_in for book in one.notebooks]
    return {
        "students": len(found),
        "submissions": len(handed_in),
        "grades": sum(len(book.grades) for book in books),
        "comments": sum(len(book.comments) for book in books),
    }
