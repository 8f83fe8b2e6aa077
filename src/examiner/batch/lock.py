"""One writer a course: a second command that would write is refused at once."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.course.sharing import share


@contextlib.contextmanager
def the_only_writer(course: Course) -> Iterator[None]:
    """Hold the course's lock.

    Raises
    ------
    CourseError
        If another process holds it.
    """
    path = course.make_state() / "lock"
    with _held(path, course):
        share(course, path)
        yield


def refuse_a_second(course: Course) -> None:
    """Refuse to go on while another process writes; changes nothing.

    For a command's first moment: what it loads before it can take the lock takes seconds.

    Raises
    ------
    CourseError
        If another process holds the lock.
    """
    path = course.state / "lock"
    if path.exists():
        with _held(path, course):
            pass


@contextlib.contextmanager
def _held(path: Path, course: Course) -> Iterator[None]:
    with open(path, "a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CourseError(f"another examiner is grading in {course.root}; wait for its end") from None
        yield
