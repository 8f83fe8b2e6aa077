"""The marks for programs: one JSON document of declared types."""

from __future__ import annotations

import msgspec

from examiner.exports.forms import By
from examiner.exports.sheet import Part, Result, Sheet, State, Value, Word
from examiner.model import TaskMarks, Text

SCHEMA_VERSION = 1


class TaskInfo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A task of an assignment, as it counts for most."""

    notebook: str
    grade_id: str
    title: Text
    max_score: float
    manual: bool


class AssignmentInfo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An assignment."""

    assignment: str
    max_score: float | None  # null: nothing is graded yet
    weight: float | None  # its share of the total; null: points add up
    tasks: tuple[TaskInfo, ...]


class CheckPoints(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the machine gave for a check."""

    name: str
    score: float | None
    word: Word | None  # why there is no score


class TaskPoints(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What counts for a task now."""

    notebook: str
    grade_id: str
    score: float | None  # null: it waits, does not count, or was not handed in
    word: Word | None  # why there is no score; null with it: not handed in
    checks: tuple[CheckPoints, ...]


class ResultInfo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one student has in one assignment."""

    assignment: str
    status: State
    score: float | None  # that counts, without the penalty; null while anything waits
    so_far: float | None  # of what is judged, without the penalty
    max_score: float | None
    penalty: float | None
    tasks: tuple[TaskPoints, ...]


class StudentInfo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A student, and what they have."""

    student: str
    last_name: str
    first_name: str
    email: str
    results: tuple[ResultInfo, ...]
    total: float | None  # null: something waits or is missing, or all is excused
    total_of: float | None
    total_word: Word | None


class MarksDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The marks of a course, as ``examiner export --to json`` writes them."""

    schema_version: int = SCHEMA_VERSION
    assignments: tuple[AssignmentInfo, ...]
    students: tuple[StudentInfo, ...]

    @classmethod
    def of(cls, sheet: Sheet, by: By) -> MarksDocument:
        """Return the document of a sheet."""
        students = []
        for one in sheet.people:
            value, most = sheet.total(one.student)
            results = tuple(_result(part, part.results[one.student], by) for part in sheet.parts)
            score, word = _split(value)
            names = (one.student, one.last_name, one.first_name, one.email)
            students.append(StudentInfo(*names, results, score, most, word))
        return cls(assignments=tuple(map(_assignment, sheet.parts)), students=tuple(students))


def _split(value: Value) -> tuple[float | None, Word | None]:
    return (None, value) if isinstance(value, Word) else (value, None)


def _assignment(part: Part) -> AssignmentInfo:
    tasks = tuple(TaskInfo(*one.key, one.title, one.max_score, one.manual) for one in part.tasks)
    return AssignmentInfo(part.assignment, part.most, part.weight, tasks)


def _result(part: Part, result: Result, by: By) -> ResultInfo:
    tasks = tuple(_task(result, task, by) for task in (part.tasks if by is not By.TOTAL else ()))
    score, _ = _split(result.mark)
    return ResultInfo(part.assignment, result.state, score, result.so_far, result.most, result.penalty, tasks)


def _task(result: Result, task: TaskMarks, by: By) -> TaskPoints:
    names = [check.name for check in task.checks] if by is By.CHECK else []
    checks = tuple(CheckPoints(name, *_split(result.check(task.key, name))) for name in names)
    return TaskPoints(*task.key, *_split(result.task(task.key)), checks)
