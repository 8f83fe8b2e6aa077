"""The errors that most students of a class ran into, those alike in one group."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from examiner.model import Marks, Outcome, TaskKey, Text, Verdict
from examiner.pages.text import plain, short

FEWEST = 2  # students that make a group
MOST_CHARACTERS = 300  # of an error
_LIKE = re.compile(r"'[^'\n]{0,200}'|\"[^\"\n]{0,200}\"|[-+]?\d[\d.,e+_-]*")  # what differs from student to student
_TOLD = (Outcome.FAILED, Outcome.RAISED, Outcome.TIMED_OUT, Outcome.CRASHED)


@dataclass(frozen=True, slots=True)
class ErrorGroup:
    """An error, and who ran into it.

    Parameters
    ----------
    task : TaskKey
        Where.
    example : Text
        As one of them read it.
    students : tuple of str
        Sorted.
    """

    task: TaskKey
    example: Text
    students: tuple[str, ...]


def common_errors(marks: Iterable[Marks]) -> list[ErrorGroup]:
    """Return the errors that at least :data:`FEWEST` students ran into, the commonest first.

    Errors are alike if they are of one task and differ in numbers and quoted words only.
    """
    found: dict[tuple[TaskKey, str], dict[str, Text]] = defaultdict(dict)
    for one in marks:
        if one.outcome is Verdict.GRADED:
            for key, text in _errors(one):
                found[key, _LIKE.sub("…", text.en)].setdefault(one.student, text)
    groups = [
        ErrorGroup(key, next(iter(by_student.values())), tuple(sorted(by_student)))
        for (key, _), by_student in found.items()
        if len(by_student) >= FEWEST
    ]
    return sorted(groups, key=lambda group: (-len(group.students), group.task, group.example.en))


def _errors(marks: Marks) -> Iterable[tuple[TaskKey, Text]]:
    for task in marks.tasks:
        if not task.task.answered:
            continue
        if task.task.answer_error is not None:
            yield task.key, _last_line(task.task.answer_error)
        for check in task.checks:
            if check.outcome in _TOLD and check.message is not None:
                yield task.key, _last_line(check.message)


def _last_line(text: Text) -> Text:
    """Return the line that names an error: the last one of a traceback."""

    def last(side: str) -> str:
        lines = [line.strip() for line in plain(side).splitlines() if line.strip()]
        return short(lines[-1] if lines else "–", MOST_CHARACTERS, 1)

    return text.mapped(last)
