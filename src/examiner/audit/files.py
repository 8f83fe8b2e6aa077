"""Right and wrong answers from files, and how they were judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from examiner.audit.answers import STRICT, Loss
from examiner.audit.judging import JudgedAnswer


@dataclass(frozen=True, slots=True)
class JudgedFile:
    """A right or wrong answer and how it was judged."""

    file: str  # relative to the graders' folder
    trial: JudgedAnswer
    loss: Loss | None = None  # of a wrong answer

    @property
    def lost(self) -> float:
        """Points that it lost."""
        return self.trial.max_score - self.trial.score

    @property
    def good(self) -> bool:
        """Whether it was judged as it should be."""
        if self.trial.faults or not self.trial.checks:
            return False
        return self.trial.full if self.loss is None else self.loss.holds(self.lost)


@dataclass(frozen=True)
class StrictAnswers:
    """Right answers that refuse whatever their task's text does not promise of the arguments.

    Parameters
    ----------
    files : tuple of JudgedFile
        Those tried.
    tasks : tuple of str
        All that are audited.
    """

    files: tuple[JudgedFile, ...]
    tasks: tuple[str, ...]

    @classmethod
    def among(cls, right: Iterable[JudgedFile], tasks: Iterable[str]) -> StrictAnswers:
        """Return those among the right answers, by their files' names."""
        return cls(tuple(tried for tried in right if tried.trial.answer.name.startswith(STRICT)), tuple(tasks))

    @property
    def count(self) -> int:
        """In how many tasks one has full marks."""
        return len({tried.trial.answer.task for tried in self.files if tried.good})

    @property
    def complete(self) -> bool:
        """Whether one has in each."""
        return self.count == len(self.tasks)

    def __str__(self) -> str:
        there = {tried.trial.answer.task for tried in self.files}
        without = ", ".join(name for name in self.tasks if name not in there)
        return f"{self.count} of {len(self.tasks)}{f'; none for {without}' if without else ''}"
