"""One writer a course, and one who collects: a second command that would do the same is refused at once."""

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
    course.make_state()
    with _held(_writers(course), _grading(course)):
        share(course, _writers(course))
        yield


@contextlib.contextmanager
def the_only_collector(course: Course) -> Iterator[None]:
    """Hold the lock of who lays hand-ins in their places.

    Raises
    ------
    CourseError
        If another process holds it.
    """
    course.make_state()
    course.collecting.mkdir(mode=course.settings.state_rights & 0o777, exist_ok=True)
    refusal = f"{course.collecting}: another process is collecting; wait until it has ended"
    with _held(_collectors(course), refusal):
        share(course, _collectors(course))
        yield


def refuse_a_second(course: Course) -> None:
    """Refuse to go on while another process writes; changes nothing.

    For a command's first moment: what it loads before it can take the lock takes seconds.

    Raises
    ------
    CourseError
        If another process holds the lock.
    """
    if _writers(course).exists():
        with _held(_writers(course), _grading(course)):
            pass


def locks(course: Course) -> tuple[Path, Path]:
    """Return the files that are held, which hold nothing."""
    return _writers(course), _collectors(course)


def _writers(course: Course) -> Path:
    return course.state / "lock"


def _collectors(course: Course) -> Path:
    return course.collecting / "lock"


def _grading(course: Course) -> str:
    return f"another examiner is grading in {course.root}; wait for its end"


@contextlib.contextmanager
def _held(path: Path, refusal: str) -> Iterator[None]:
    with open(path, "a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CourseError(refusal) from None
        yield
