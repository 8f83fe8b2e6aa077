"""What a kernel has used, as its keeper says it, and a meter that asks no more often than needed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

LOOK_SECONDS = 0.25  # between looks at the CPU time, which a question to the keeper costs


@dataclass(frozen=True, slots=True)
class Usage:
    """What a kernel has used since it was forked.

    Parameters
    ----------
    cpu : float
        CPU seconds of all its processes.
    waited : float
        Seconds that it was ready to run and got no CPU.
    """

    cpu: float = 0.0
    waited: float = 0.0


class Meter:
    """Knows what a kernel has used, asking no more often than needed.

    Parameters
    ----------
    ask : callable
        Returns what it has used.
    now : callable
        The budget's clock.
    """

    def __init__(self, ask: Callable[[], Usage], now: Callable[[], float]) -> None:
        self._ask, self._now = ask, now
        self._asked = -math.inf
        self._usage = Usage()

    def read(self) -> Usage:
        """Return what has been used, at most a look old."""
        if self._now() - self._asked >= LOOK_SECONDS:
            self._usage = self._ask()
            self._asked = self._now()
        return self._usage
