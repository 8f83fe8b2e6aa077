"""Rules on an assignment: the log first, then what the gradebook can hold, so that every reader sees the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.course.rulings import add_rulings, read_rulings
from examiner.gradebook.lateness import LatePenalties
from examiner.gradebook.reading import Gradebook
from examiner.gradebook.ruled import Refresh
from examiner.model import Marks
from examiner.model.regrading import alike
from examiner.model.rulings import Change, Kind, Ruling, Rulings


@dataclass(frozen=True, slots=True)
class Ruled:
    """What came of ruling.

    Parameters
    ----------
    new : tuple of Ruling
        What was not so before.
    same : tuple of Ruling
        What was so already.
    changes : tuple of Change
        Whose marks are others now.
    troubles : tuple of str
        What went wrong in the course's late submission plugin.
    """

    new: tuple[Ruling, ...]
    same: tuple[Ruling, ...]
    changes: tuple[Change, ...]
    troubles: tuple[str, ...]


Found = tuple[tuple[Change, ...], tuple[str, ...]]  # whose marks change, and what went wrong


class _NotMeant(Exception):
    """Ends a transaction of which nothing shall stay, with what it came to."""

    def __init__(self, found: Found) -> None:
        super().__init__()
        self.found = found


def rule(course: Course, assignment: str, wanted: Sequence[Ruling], *, dry_run: bool = False) -> Ruled:
    """Make rulings on one assignment hold; what holds already is not written again.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.
    wanted : sequence of Ruling
        What shall hold.
    dry_run : bool
        Only say what would change.

    Raises
    ------
    CourseError
        If an extension makes no sense, or the log cannot be read or written.
    GradebookError
        If the gradebook cannot be used; what the log has holds, and the next run brings it there.
    """
    gradebook, before = Gradebook(course), read_rulings(course)
    _check_extensions(gradebook, assignment, wanted)
    new = tuple(one for one in wanted if not one.says_the_same(before.last(one.place)))
    late = LatePenalties(course.settings.nbgrader_config(), course.root)
    work = Work(Refresh(course, assignment, late), _concerned(course, assignment, wanted), before, new, dry_run)
    if not dry_run:
        try:
            add_rulings(course, new)
        except OSError as error:
            raise CourseError(f"{course.rulings} cannot be written: {error.strerror}. Nothing was ruled.") from None
    nothing: Found = ((), ())
    try:
        found = gradebook.run(work, nothing)
    except _NotMeant as end:
        found = end.found
    return Ruled(new, tuple(one for one in wanted if one not in new), *found)


@dataclass(frozen=True)
class Work:
    """What follows from rulings in the gradebook, as one transaction; of a dry run nothing stays."""

    refresh: Refresh
    students: Sequence[str]
    before: Rulings
    new: Sequence[Ruling]
    dry_run: bool

    def __call__(self, session: Session) -> Found:
        """Write it, and return whose marks change and what went wrong."""
        old = self.refresh.marks(session, self.students, self.before)
        done = self.refresh(session, self.students, self.before.then(self.new) if self.dry_run else None)
        found = _changes(old, done.marks), done.troubles
        if self.dry_run:
            raise _NotMeant(found)
        return found


def _concerned(course: Course, assignment: str, wanted: Sequence[Ruling]) -> list[str]:
    """Return whose submissions rulings are about."""
    named = {one.student for one in wanted}
    return list(course.students(assignment)) if "" in named else sorted(named)


def _changes(before: Mapping[str, Marks], after: Mapping[str, Marks]) -> tuple[Change, ...]:
    pairs = [Change(name, before[name].score, after[name].score) for name in sorted(after)]
    return tuple(one for one in pairs if not alike(one.before, one.after))


def _check_extensions(gradebook: Gradebook, assignment: str, wanted: Sequence[Ruling]) -> None:
    meant = [one for one in wanted if one.kind is Kind.EXTEND and not one.undone]
    if not meant:
        return
    due = gradebook.due(assignment)
    if due is None:
        raise CourseError(
            f"{assignment} has no due date in the gradebook, so that nothing is late. To give it one: "
            f'nbgrader db assignment add {assignment} --duedate "2026-01-31 23:59 +0800"'
        )
    for one in meant:
        if one.beyond(due).total_seconds() <= 0:
            raise CourseError(f"{one.until} is no extension: {assignment} is due at {due:%Y-%m-%d %H:%M} UTC")
