"""Which wrapped answers may keep full marks: listed by hand, each with its reason, in ``wrapped.toml``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from examiner.audit.judging import JudgedAnswer
from examiner.audit.listed import entries_of
from examiner.audit.wrapping.kinds import WRAPPERS, Wrapped
from examiner.course.errors import CourseError, nearest

NAME = "wrapped.toml"


@dataclass(frozen=True, slots=True)
class Allowed:
    """A wrapper that a task allows: around one of its functions, or around any."""

    task: str
    wrapper: str
    reason: str
    function: str = ""

    def matches(self, wrapped: Wrapped) -> bool:
        """Whether a wrapped answer is one that this entry speaks of."""
        same = (self.task, self.wrapper) == (wrapped.task, wrapped.wrapper)
        return same and self.function in ("", wrapped.function)

    def __str__(self) -> str:
        return f"{self.task}: {self.wrapper} around {self.function or 'any function'}"


def read_allowed(folder: Path) -> list[Allowed]:
    """Read the list in a folder of graders; empty if there is none.

    Raises
    ------
    CourseError
        If the file is no TOML, an entry is not as it must be, or there is no such wrapper.
    """
    fields, optional = ("task", "wrapper", "reason"), ("function",)
    found = [Allowed(**entry) for entry in entries_of(folder / NAME, "wrapped", fields, optional)]
    for number, entry in enumerate(found, 1):
        if entry.wrapper not in WRAPPERS:
            why = nearest(entry.wrapper, tuple(WRAPPERS))
            raise CourseError(f"{folder / NAME}: entry {number}: there is no wrapper {entry.wrapper!r}; {why}")
    return found


def as_entry(wrapped: Wrapped) -> str:
    """Return the text to put into the list for a wrapped answer; the reason is left to a person."""
    texts = {"task": wrapped.task, "function": wrapped.function, "wrapper": wrapped.wrapper, "reason": ""}
    return "\n".join(["[[wrapped]]", *(f'{name} = "{text}"' for name, text in texts.items())])


@dataclass(frozen=True)
class WrappedResult:
    """How the wrapped answers of an assignment were judged, held to the list.

    Parameters
    ----------
    judged : sequence of (Wrapped, JudgedAnswer)
        Those tried.
    allowed : sequence of Allowed
        The list.
    possible : sequence of Wrapped
        All of the tasks that are audited, tried or not.
    tasks : sequence of str
        All of the assignment.
    """

    judged: Sequence[tuple[Wrapped, JudgedAnswer]] = ()
    allowed: Sequence[Allowed] = ()
    possible: Sequence[Wrapped] = ()
    tasks: Sequence[str] = ()

    def is_allowed(self, wrapped: Wrapped) -> bool:
        """Whether a wrapped answer is on the list."""
        return any(entry.matches(wrapped) for entry in self.allowed)

    @property
    def counted(self) -> list[tuple[Wrapped, JudgedAnswer]]:
        """Those not on the list that have changed anything, or have lost points by what they are."""
        return [(one, trial) for one, trial in self.judged if not self.is_allowed(one) and self._counts(trial)]

    @staticmethod
    def _counts(trial: JudgedAnswer) -> bool:
        return trial.in_effect or not trial.full

    @property
    def killed(self) -> int:
        """How many of the counted ones lost points."""
        return len(self.counted) - len(self.survivors)

    @property
    def survivors(self) -> list[Wrapped]:
        """The counted ones that no check noticed."""
        return [one for one, trial in self.counted if trial.full]

    @property
    def refused(self) -> list[Wrapped]:
        """Those that the list allows and a check does not."""
        return [one for one, trial in self.judged if self.is_allowed(one) and not trial.full]

    @property
    def stale(self) -> list[Allowed]:
        """The entries that speak of nothing: no such task or function, or the wrapper changes nothing there."""
        return [entry for entry in self.allowed if self._is_stale(entry)]

    def _is_stale(self, entry: Allowed) -> bool:
        audited = {one.task for one in self.possible}
        if entry.task in self.tasks and entry.task not in audited:
            return False  # of a task that was not asked for
        possible = [one for one in self.possible if entry.matches(one)]
        tried = [trial for one, trial in self.judged if entry.matches(one)]
        return len(tried) == len(possible) and not any(self._counts(trial) for trial in tried)
