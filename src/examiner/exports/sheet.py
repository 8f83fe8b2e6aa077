"""Who has what in which assignment: what every export is made from."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from examiner.collecting.people import Person
from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.course.results import stored_reports
from examiner.course.rulings import read_rulings
from examiner.gradebook.reading import Gradebook
from examiner.model import Marks, Outcome, TaskKey, TaskMarks, Verdict
from examiner.model.marks import add_up
from examiner.model.rulings import Standing
from examiner.model.text import composed


class State(enum.StrEnum):
    """Where a student stands in an assignment."""

    GRADED = "graded"
    AGAIN = "to look at again"  # marked by hand, and nbgrader says that a person must look once more
    WAITING = "waiting"  # for a person, in some task
    REJECTED = "rejected"
    FAULT = "fault"
    UNGRADED = "not graded"
    EXCUSED = "excused"
    MISSING = "not handed in"


class Word(enum.StrEnum):
    """What stands in the place of points that are none."""

    WAITING = "waiting"
    EXCUSED = "excused"
    VOID = "void"


Value = float | Word | None
_LEFT_OUT: Mapping[Standing, Word] = {Standing.EXCUSED: Word.EXCUSED, Standing.VOID_OUT: Word.VOID}


@dataclass(frozen=True, slots=True)
class Result:
    """What one student has in one assignment.

    Parameters
    ----------
    state : State
    marks : Marks or None
        None: nothing is graded.
    missing : float or None
        What counts where nothing was handed in.
    """

    state: State
    marks: Marks | None = None
    missing: float | None = None

    @property
    def mark(self) -> Value:
        """The points that count, the penalty taken off: only where nothing waits."""
        if self.state in (State.GRADED, State.AGAIN) and self.marks is not None:
            return self.marks.score if self.marks.sums.complete else Word.EXCUSED
        return self._without

    @property
    def so_far(self) -> float | None:
        """The points of what is judged, the penalty taken off, as the student's page shows them."""
        judged = self.marks is not None and self.marks.outcome is Verdict.GRADED and self.state is not State.EXCUSED
        return self.marks.score if judged and self.marks is not None else self.missing

    @property
    def most(self) -> float | None:
        """The points that the student can earn; None: it is not known."""
        return self.marks.sums.max_score if self.marks is not None and self.marks.tasks else None

    @property
    def penalty(self) -> float | None:
        """The points taken off for coming late."""
        return self.marks.penalty if self.marks is not None and self.state is not State.EXCUSED else None

    @property
    def _without(self) -> Value:
        if self.state is State.EXCUSED:
            return Word.EXCUSED
        return self.missing if self.state is State.MISSING else Word.WAITING

    def _task(self, key: TaskKey) -> TaskMarks | None:
        return next((task for task in self.marks.tasks if task.key == key), None) if self.marks is not None else None

    def task(self, key: TaskKey) -> Value:
        """Return the points of a task."""
        found = self._task(key)
        if found is None:
            return self._without
        word = Word.WAITING if _waits(found) else _LEFT_OUT.get(found.standing)
        return word or found.score

    def check(self, key: TaskKey, name: str) -> Value:
        """Return the points that the machine gave for a check."""
        found = self._task(key)
        if found is None:
            return self._without
        check = next((one for one in found.checks if one.name == name), None)
        if check is None:
            return _LEFT_OUT.get(found.standing)
        return _LEFT_OUT.get(found.standing) or (Word.WAITING if check.outcome is Outcome.FAULT else check.points)


@dataclass(frozen=True)
class Part:
    """One assignment.

    Parameters
    ----------
    assignment : str
    results : mapping of str to Result
        By student: of all students of the sheet.
    weight : float or None
        Its share of the course's total; None: points simply add up.
    """

    assignment: str
    results: Mapping[str, Result]
    weight: float | None = None

    @cached_property
    def tasks(self) -> tuple[TaskMarks, ...]:
        """One student's of each task that anybody has, in the notebooks' order."""
        found: dict[TaskKey, TaskMarks] = {}
        for one in self.results.values():
            for task in one.marks.tasks if one.marks is not None else ():
                if task.key not in found or len(found[task.key].checks) < len(task.checks):
                    found[task.key] = task
        return tuple(found.values())

    @cached_property
    def most(self) -> float | None:
        """The points that can be earned by whom nothing is excused; None: nobody's are known."""
        found = [one.most for one in self.results.values() if one.most is not None]
        return max(found, default=None)

    def most_of(self, student: str) -> float | None:
        """Return the points that a student can earn; those of all where nothing is known of this one."""
        own = self.results[student].most
        return self.most if own is None else own

    def counts(self, student: str) -> bool:
        """Whether a student's mark is part of the course's total."""
        mark = self.results[student].mark
        if mark is Word.EXCUSED or self.weight == 0:
            return False
        return self.most_of(student) != 0 or (self.weight is None and mark is not None)

    @property
    def waiting(self) -> int:
        """How many students' marks are not settled yet."""
        return sum(one.mark is Word.WAITING for one in self.results.values())

    def name(self, key: TaskKey) -> str:
        """Return what a task is called among the assignment's: its notebook is named where there are several."""
        several = len({task.key.notebook for task in self.tasks}) > 1
        return f"{key.notebook}/{key.grade_id}" if several else key.grade_id


@dataclass(frozen=True, slots=True)
class Sheet:
    """The marks of a course, or some of its assignments.

    Parameters
    ----------
    people : tuple of Person
        The course's students, and whoever handed something in.
    parts : tuple of Part
        The assignments.
    """

    people: tuple[Person, ...]
    parts: tuple[Part, ...]

    def total(self, student: str) -> tuple[Value, float | None]:
        """Return what a student has in all assignments together, and out of how much.

        With weights it is percent; without, points. What is excused leaves the total. Where one is waiting it is
        waiting too, and where one is missing there is none. In what nobody can earn anything in nobody misses anything,
        and no share of it can be weighed.
        """
        counted = [part for part in self.parts if part.counts(student)]
        values = [part.results[student].mark for part in counted]
        if Word.WAITING in values or not counted:
            return (Word.WAITING if counted else Word.EXCUSED), None
        points = [value for value in values if isinstance(value, float | int)]
        known = [one for one in (part.most_of(student) for part in counted) if one is not None]
        if len(points) < len(values) or len(known) < len(counted):
            return None, None
        weights = [part.weight for part in counted if part.weight is not None]
        if len(weights) < len(counted):
            return add_up(points), add_up(known)
        whole = add_up(weights)
        return add_up(100 * w * p / m / whole for w, p, m in zip(weights, points, known, strict=True)), 100.0


def read_sheet(
    course: Course, assignments: Sequence[str], weights: Mapping[str, float], *, missing: float | None = None
) -> Sheet:
    """Read the marks of some assignments.

    Parameters
    ----------
    course : Course
    assignments : sequence of str
    weights : mapping of str to float
        Of all of them, or none.
    missing : float, optional
        What counts where nothing was handed in.

    Raises
    ------
    CourseError
        If the course has no students, or a report cannot be read.
    GradebookError
        If the gradebook cannot be read.
    """
    gradebook = Gradebook(course)
    people = {one["student"]: Person(**one) for one in gradebook.people()}
    for student in sorted({composed(name) for one in assignments for name in course.students(one)} - people.keys()):
        people[student] = Person(student)
    if not people:
        raise CourseError(
            "the course has no students yet, so there are no marks: enter them with 'nbgrader db student import FILE'"
        )
    parts = [
        Part(one, _results(course, gradebook, one, people, missing), weights.get(one) if weights else None)
        for one in assignments
    ]
    return Sheet(tuple(people.values()), tuple(parts))


def _results(
    course: Course, gradebook: Gradebook, assignment: str, students: Iterable[str], missing: float | None
) -> dict[str, Result]:
    rulings, handed = read_rulings(course), {composed(name) for name in course.students(assignment)}
    read = gradebook.marks(assignment, stored_reports(course, assignment))
    marks = {composed(one.student): one for one in read}
    found = {}
    for student in students:
        if student in marks:
            found[student] = Result(_state(marks[student]), marks[student])
        elif rulings.of(assignment, student).excused is not None:
            found[student] = Result(State.EXCUSED)
        elif student in handed:
            found[student] = Result(State.UNGRADED)
        else:
            found[student] = Result(State.MISSING, missing=missing)
    return found


def _state(marks: Marks) -> State:
    if marks.excused:
        return State.EXCUSED
    if marks.outcome is not Verdict.GRADED:
        return State.REJECTED if marks.outcome is Verdict.REJECTED else State.FAULT
    if marks.trouble or any(map(_waits, marks.tasks)):
        return State.WAITING
    return State.AGAIN if marks.waits else State.GRADED


def _waits(task: TaskMarks) -> bool:
    """Whether nobody has given the points that count: those given by hand are shown as students' pages show them."""
    return task.waits and (task.score is None or task.hand is None)
