"""What a submission is worth: a report with what the gradebook holds, and the one place that adds up points."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from examiner.model.headings import called
from examiner.model.held import Held, HeldCell
from examiner.model.report import Check, Outcome, Report, Task, TaskKey, Verdict
from examiner.model.rulings import LEFT_OUT, Standing
from examiner.model.text import Text

DIGITS = 6  # of a sum of points: fractions such as 0.1 + 0.2 are not exact, and nobody's mark shall show it
TOLERANCE = 1e-9  # points


def add_up(points: Iterable[float]) -> float:
    """Return the sum of points, to :data:`DIGITS` decimals."""
    return round(math.fsum(points), DIGITS)


class Scored(Protocol):
    """Whatever carries points that may not be judged yet: a :class:`~examiner.model.report.Task`, say."""

    @property
    def score(self) -> float | None:
        """Points earned; None: not judged."""

    @property
    def max_score(self) -> float:
        """Points that can be earned."""


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums over the tasks of one submission.

    Parameters
    ----------
    score : float or None
        Points earned in what is judged; None: nothing is.
    judged : float
        Points that could be earned there.
    pending : float
        Points of the tasks that nobody has judged yet.
    """

    score: float | None
    judged: float
    pending: float

    @property
    def max_score(self) -> float:
        """All points."""
        return add_up((self.judged, self.pending))

    @property
    def complete(self) -> bool:
        """Whether every task is judged."""
        return self.pending == 0 and self.score is not None

    @classmethod
    def of(cls, tasks: Iterable[Scored]) -> Sums:
        """Add up tasks, or whatever else has a score and a maximum."""
        tasks = tuple(tasks)
        scores = [task.score for task in tasks if task.score is not None]
        return cls(
            score=add_up(scores) if scores else None,
            judged=add_up(task.max_score for task in tasks if task.score is not None),
            pending=add_up(task.max_score for task in tasks if task.score is None),
        )


@dataclass(frozen=True, slots=True)
class TaskMarks:
    """A task as it counts now.

    Parameters
    ----------
    task : Task
        What the machine found; of a task that only people mark, its name.
    held : HeldCell or None
        What the gradebook holds of it; None: nothing.
    comments : tuple of str
        What was said about it.
    standing : Standing
        How it counts.
    """

    task: Task
    held: HeldCell | None = None
    comments: tuple[str, ...] = ()
    standing: Standing = Standing.COUNTS

    @property
    def counts(self) -> bool:
        """Whether its points are part of the total."""
        return self.standing not in LEFT_OUT

    @property
    def score(self) -> float | None:
        """Points that count, extra credit included; None: nobody has judged it, or it does not count."""
        if not self.counts:
            return None
        base = self.task.score if self.held is None else self._base(self.held)
        if self.standing is Standing.VOID_FULL:
            base = max(base or 0.0, self.task.max_score)
        return None if base is None else add_up((base, self.extra))

    def _base(self, held: HeldCell) -> float | None:
        if held.hand is not None:
            return held.hand
        if self.task.score is None and (self.task.outcome is Outcome.FAULT or not self.task.manual):
            return None  # what the gradebook has is of another answer
        return held.machine

    @property
    def hand(self) -> float | None:
        """Points given by hand, in place of the machine's; None: none were."""
        return None if self.held is None else self.held.hand

    @property
    def machine(self) -> float | None:
        """Points given by machine; 0.0 for an answer that was left blank."""
        return self.task.score if self.held is None else self.held.machine

    @property
    def extra(self) -> float:
        """Extra credit."""
        return 0.0 if self.held is None else self.held.extra or 0.0

    @property
    def waits(self) -> bool:
        """Whether a person must look at it: of a task that was ruled on, nobody."""
        if self.standing is not Standing.COUNTS:
            return False
        return self.score is None or (self.held is not None and self.held.waits)

    @property
    def key(self) -> TaskKey:
        """What the task is known by."""
        return self.task.key

    @property
    def title(self) -> Text:
        """The task's title."""
        return self.task.title

    @property
    def max_score(self) -> float:
        """Points that can be earned, without extra credit: none where it does not count."""
        return self.task.max_score if self.counts else 0.0

    @property
    def manual(self) -> bool:
        """Whether people mark it."""
        return self.task.manual

    @property
    def outcome(self) -> Outcome:
        """The worst thing that happened to the task's checks."""
        return self.task.outcome

    @property
    def checks(self) -> tuple[Check, ...]:
        """What the machine checked."""
        return self.task.checks


@dataclass(frozen=True, slots=True)
class Marks:
    """What one submission is worth now: all that people are shown of it.

    Parameters
    ----------
    report : Report
        What the machine found.
    tasks : tuple of TaskMarks
        The tasks as they count, in the notebook's order; none unless it was graded.
    comments : tuple of str
        Comments that belong to no task.
    held : Held
        What the gradebook holds.
    """

    report: Report
    tasks: tuple[TaskMarks, ...] = ()
    comments: tuple[str, ...] = ()
    held: Held = field(default_factory=Held)

    @classmethod
    def of(
        cls,
        report: Report,
        held: Held | None = None,
        places: Mapping[TaskKey, TaskKey] | None = None,
        titles: Mapping[TaskKey, Text] | None = None,
    ) -> Marks:
        """Put a report and what the gradebook holds together.

        Parameters
        ----------
        report : Report
            What the machine found.
        held : Held, optional
            What the gradebook holds of the submission; None: nothing.
        places : mapping, optional
            The task that each of the assignment's cells belongs to, in order.
        titles : mapping, optional
            What the tasks are called that people mark.
        """
        held, places = held or Held(), places or {}
        if report.outcome is not Verdict.GRADED:
            return cls(report, held=held)
        tasks = {task.key: task for task in report.tasks}
        tasks |= {key: _by_people(key, cell) for key, cell in held.cells.items() if key not in tasks}
        tasks |= {key: called(tasks[key], title) for key, title in (titles or {}).items() if key in tasks}
        order = list(dict.fromkeys([*places.values(), *tasks]))
        said: dict[TaskKey | None, list[str]] = {}
        for cell, comment in held.comments.items():
            task = places.get(cell, cell)
            said.setdefault(task if task in tasks else None, []).append(comment)
        marked = [
            TaskMarks(tasks[k], held.cells.get(k), tuple(said.get(k, ())), held.granted.standing(k))
            for k in order
            if k in tasks
        ]
        return cls(report, tuple(marked), tuple(said.get(None, ())), held)

    @property
    def student(self) -> str:
        """Whose it is."""
        return self.report.student

    @property
    def outcome(self) -> Verdict:
        """How grading it ended."""
        return self.report.outcome

    @property
    def sums(self) -> Sums:
        """The sums over the tasks that count, before anything is taken off."""
        if self.excused:
            return Sums(None, 0.0, 0.0)
        return Sums.of(self.tasks) if self.tasks else Sums(self.report.score, self.report.max_score, 0.0)

    @property
    def score(self) -> float | None:
        """Points that count: of what is judged, without the penalty; None: nothing is judged."""
        score = self.sums.score
        return None if score is None else max(0.0, add_up((score, -self.penalty)))

    @property
    def penalty(self) -> float:
        """Points taken off for coming late."""
        return self.held.penalty if self.outcome is Verdict.GRADED and not self.excused else 0.0

    @property
    def excused(self) -> bool:
        """Whether nothing of it counts."""
        return self.held.granted.excused is not None

    @property
    def like_others(self) -> bool:
        """Whether it counts as the class's submissions do: nothing is excused."""
        return not self.excused and all(task.standing is not Standing.EXCUSED for task in self.tasks)

    @property
    def trouble(self) -> str:
        """Why there is no score, or none for some tasks, for staff; empty where a ruling has settled that."""
        faulty = [task for task in self.tasks if task.outcome is Outcome.FAULT]
        settled = bool(faulty) and all(task.standing is not Standing.COUNTS for task in faulty)
        if not self.report.waits or self.excused or settled:
            return ""
        return self.report.trouble or str(self.outcome)

    @property
    def kept(self) -> float | None:
        """Points that the gradebook still holds for what was judged before and could not be judged now; None: none."""
        old = self.tasks if self.outcome is Verdict.GRADED else ()
        cells = [task.held for task in old if task.counts and task.score is None]
        if self.outcome is Verdict.FAULT and not self.excused:
            cells = [*self.held.cells.values()]
        found = [cell.hand if cell.hand is not None else cell.machine for cell in cells if cell is not None]
        points = [one for one in found if one is not None]
        return add_up(points) if points else None

    @property
    def waits(self) -> bool:
        """Whether a person must see to it."""
        return bool(self.trouble) or any(task.waits for task in self.tasks)


def _by_people(key: TaskKey, cell: HeldCell) -> Task:
    """Return the task that a cell of the gradebook stands for which no machine looks at."""
    return Task(key.notebook, key.grade_id, key.grade_id, Text.plain(key.grade_id), None, cell.max_score, manual=True)
