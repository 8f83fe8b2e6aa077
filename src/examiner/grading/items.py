"""Iterating over an iterator that stays in the student's kernel."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from examiner.grading.errors import NotPlainData
from examiner.model import say

MOST_ITEMS = 100_000  # that one iteration gives
MOST_AT_ONCE = 1000  # items fetched together

End = Callable[[], Any]
Take = Callable[[int], tuple[list[Any], End | None]]


class Items:
    """Iterates over an iterator in the student's kernel, fetching more at once the longer it goes on.

    What was fetched and not used waits at the wall, so that whoever goes on with the same iterator misses nothing.

    Parameters
    ----------
    ahead : deque
        Items that were fetched and not used; behind the last of all stands a ``Last``.
    take : callable
        Returns the next items, at most so many, and what to do behind them if they are the last.
    """

    def __init__(self, ahead: deque[Any], take: Take) -> None:
        self._ahead, self._take = ahead, take
        self._given, self._fetch = 0, 1

    def __iter__(self) -> Items:
        return self

    def __next__(self) -> Any:
        __tracebackhide__ = True
        if not self._ahead:
            items, end = self._take(self._fetch)
            self._fetch = min(2 * self._fetch, MOST_AT_ONCE)
            self._ahead.extend(items)
            if end is not None:
                self._ahead.append(Last(end))
        if isinstance(self._ahead[0], Last):
            self._ahead[0].reached()
        self._given += 1
        if self._given > MOST_ITEMS:
            zh, en = f"超過 {MOST_ITEMS:,} 個元素", f"it gives more than {MOST_ITEMS:,} items"
            raise NotPlainData(say(zh, en))
        return self._ahead.popleft()


class Last:
    """Stands behind the last item of an iterator."""

    def __init__(self, end: End) -> None:
        self._end: End | None = end

    def reached(self) -> None:
        """Raise what ended the iterator: the student's exception the first time, else its end."""
        __tracebackhide__ = True
        end, self._end = self._end, None
        if end is not None:
            end()
        raise StopIteration
