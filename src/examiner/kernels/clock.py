"""Holds one request to its CPU and wall-clock time."""

from __future__ import annotations

import time
from collections.abc import Callable

from examiner.model import Limits, Text, say

LOOK_SECONDS = 0.25  # between looks at the CPU time, which a question to the keeper costs
WHAT = {
    "cell": ("單一儲存格的", "one cell"),
    "call": ("單次呼叫的", "one call"),
    "notebook": ("整份筆記本的", "the whole notebook"),
}


class Meter:
    """Adds up a kernel's time, asking its keeper for the CPU time no more often than needed.

    Parameters
    ----------
    ask : callable
        Returns the CPU seconds that the kernel has used since its start.
    waited : callable, optional
        Returns the seconds that it was ready to run and got no CPU, as known from the last asking.
    """

    def __init__(self, ask: Callable[[], float], waited: Callable[[], float] = lambda: 0.0) -> None:
        self._ask, self.waited = ask, waited
        self._asked = -LOOK_SECONDS
        self._seconds = 0.0
        self.wall = 0.0  # seconds that all finished requests took together

    def read(self) -> float:
        """Return the CPU seconds, at most a look old."""
        if time.monotonic() - self._asked >= LOOK_SECONDS:
            self._seconds = self._ask()
            self._asked = time.monotonic()
        return self._seconds


class Clock:
    """Started with a request; says when its time is over.

    Parameters
    ----------
    meter : Meter
        Of the kernel that has the request.
    limits : Limits
        What the kernel may use altogether.
    seconds : float
        CPU seconds of this request.
    what : {"cell", "call"}
        What the request is.
    """

    def __init__(self, meter: Meter, limits: Limits, seconds: float, what: str) -> None:
        self.meter, self.limits, self.seconds, self.what = meter, limits, seconds, what
        self.wall = seconds * limits.wall_factor
        self.began = time.monotonic()
        self.cpu_before = meter.read()
        self.waited_before = meter.waited()

    def over(self) -> tuple[str, Text] | None:
        """Return the limit that has been reached, with a text for the student; None while there is time."""
        wall, most_wall = self._wall(), self.limits.notebook_seconds * self.limits.wall_factor
        if wall > self.wall:
            return f"{self.what}_seconds", _text("實際時間", self.wall, "s (wall clock)", self.what)
        if self.meter.wall + wall > most_wall:
            return "notebook_seconds", _text("實際時間", most_wall, "s (wall clock)", "notebook")
        cpu = self.meter.read()
        if cpu - self.cpu_before > self.seconds:
            return f"{self.what}_seconds", _text("CPU 時間", self.seconds, "s of CPU", self.what)
        if cpu > self.limits.notebook_seconds:
            return "notebook_seconds", _text("CPU 時間", self.limits.notebook_seconds, "s of CPU", "notebook")
        return None

    def stop(self) -> None:
        """Add the request's time to the notebook's."""
        self.meter.wall += self._wall()

    def _wall(self) -> float:
        # A busy machine must not cost an honest answer its time: waiting for a CPU does not count.
        return time.monotonic() - self.began - (self.meter.waited() - self.waited_before)


def _text(clock: str, seconds: float, unit: str, what: str) -> Text:
    zh, en = WHAT[what]
    return say(
        f"超過時間上限：{zh}{clock} {seconds:g} 秒",
        f"the time limit of {seconds:g} {unit} for {en} was reached",
    )
