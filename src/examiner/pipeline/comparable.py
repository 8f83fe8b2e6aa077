"""What of an assignment's test cells can be carried out again with the master's answers, found out once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from examiner.grading.crosscheck import Followed

OfMaster = Mapping[str, Followed]  # by grade id


@dataclass
class Comparable:
    """What is known of the master: found out once, when a submission first makes it matter.

    Parameters
    ----------
    known : mapping or None
        None before it was looked at.
    """

    known: OfMaster | None = None

    def learn(self, look: Callable[[], OfMaster]) -> OfMaster:
        """Return it; look at the master if that was not done yet."""
        if self.known is None:
            self.known = look()
        return self.known
