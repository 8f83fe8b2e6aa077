"""Many calls of one function: each fails alone, and a reply goes out before they have taken long together.

So no call stands under the time limit of another, and a value that would not fit into this reply goes into the next.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Any

from .asked import BETWEEN_REPLIES, call

SHARE = 15 / 16  # of a reply that the values of calls may take
ENDS = ("KeyboardInterrupt", "MemoryError")  # exceptions after which the grader's side must first see what came

Told = tuple[dict[str, Any], list[bytes]]  # what is told of one call: fields, and its encoded value


class Batch:
    """Calls of a function that are yet to be made.

    Parameters
    ----------
    attempt : callable
        Does something of the student's and returns what is to be told of it, in at most so many bytes.
    function : object
        What is called.
    keeping : bool
        Whether the arguments, as they are after the call, are told with its value.
    calls : list
        ``(args, kwargs)`` of each call.
    most : int
        Bytes that a reply may have.
    """

    def __init__(
        self,
        attempt: Callable[[Callable[[], Any], int], Told],
        function: Any,
        keeping: bool,
        calls: list[Any],
        most: int,
    ) -> None:
        self.attempt, self.function, self.keeping = attempt, function, keeping
        self.waiting, self.room = deque(calls), int(most * SHARE)
        self.held: Told | None = None

    def go_on(self) -> tuple[Batch | None, list[Told]]:
        """Make calls until it is time for a reply; return what is left, None if nothing is, and what came of them."""
        done: list[Told] = []
        size, until = 0, time.monotonic() + BETWEEN_REPLIES
        while self.held or self.waiting:
            told, self.held = self.held or self._next(), None
            size += sum(map(len, told[1]))
            if done and size > self.room:
                self.held = told
                break
            done.append(told)
            if time.monotonic() > until or told[0].get("error", {}).get("type") in ENDS:
                break
        return self if self.held or self.waiting else None, done

    def _next(self) -> Told:
        argument = self.waiting.popleft()

        def make() -> Any:
            value = call(self.function, argument)
            return (value, *argument) if self.keeping else value

        return self.attempt(make, self.room)
