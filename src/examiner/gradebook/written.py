"""What came of writing a report into the gradebook, and what staff are told of it."""

from __future__ import annotations

from dataclasses import dataclass

from examiner.model import Report


@dataclass(frozen=True, slots=True)
class Written:
    """What came of writing one report; true if scores were written.

    Parameters
    ----------
    scores : bool
        Whether scores were written.
    again : tuple of str
        The cells whose mark by hand stands, and was given for another answer than is there now.
    trouble : str
        Why no penalty for coming late could be told.
    state : str
        What the gradebook holds of the submission now, see :func:`examiner.gradebook.states.states`.
    """

    scores: bool = False
    again: tuple[str, ...] = ()
    trouble: str = ""
    state: str = ""

    def told(self, report: Report) -> list[str]:
        """Return what staff are told of it."""
        found = []
        if self.again:
            found.append(
                f"the answer to {', '.join(self.again)} has changed since it was marked by hand. The mark stands; look "
                "at it again in formgrader."
            )
        if self.trouble:
            found.append(
                f"{self.trouble}. What was taken off for coming late stays as it was. Correct it, grade again."
            )
        if report.unread_time:
            found.append(
                f"its timestamp.txt holds {report.unread_time[:60]!r}, which is no time. Write one such as "
                "'2026-01-31 12:00:00 +0800'; until then the time in the gradebook stays."
            )
        return [f"{report.student}: {text}" for text in found]

    def __bool__(self) -> bool:
        return self.scores
