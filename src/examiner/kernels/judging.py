"""The CPU time that graders take on the trusted side over what one submission gives them."""

from __future__ import annotations

from examiner.model import Text
from examiner.model.limits import judged_text

PARTS = 32  # so many checks still have a part each of what all may take when others have used those up


class Judging:
    """What the checks of one submission have taken so far.

    Parameters
    ----------
    most : float
        CPU seconds of one check.
    together : float
        CPU seconds of all, after which each has a part of them.
    """

    def __init__(self, most: float, together: float) -> None:
        self._most, self._together, self._spent = most, together, 0.0

    def seconds(self) -> float:
        """Return the CPU seconds that the next check may take: a part once much is used up."""
        return min(self._together / PARTS, self._most) if self.used_up else self._most

    @property
    def used_up(self) -> bool:
        """Whether what all checks may take is used up."""
        return self._spent >= self._together

    def text(self) -> Text:
        """Return what a student reads whose next check takes longer than it may."""
        return judged_text(self._together, in_all=True) if self.used_up else judged_text(self._most)

    def charge(self, cpu: float) -> None:
        """Take note of the CPU seconds that a check took."""
        self._spent += cpu
