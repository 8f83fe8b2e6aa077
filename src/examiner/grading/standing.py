"""Which names of the notebook are known to stand for what they stood for: no round trip asks for them again.

With each reply the kernel says whether all functions, classes and modules that were asked for by name are still what
their names stand for. So ``student.f`` is one question for all checks of a task. A kernel that lies about it lies about
its own names, which it can do in any reply. Data is asked for each time: it may have changed in its place.
"""

from __future__ import annotations

from typing import Any, Protocol

Known = tuple[int, str]  # number and type of an object that stays in the kernel


class Asked(Protocol):
    """What is needed of the session that is asked."""

    cells: int


class Standing:
    """What names stand for, as far as that is known."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Know nothing any more."""
        self._known: dict[object, Known] = {}
        self._asked: tuple[Asked, int] | None = None

    def look(self, session: Asked, op: str, target: dict[str, Any] | None) -> Known | None:
        """Return what a request asks for by name; None if it is to be asked."""
        if self._asked is None or self._asked[0] is not session or self._asked[1] != session.cells:
            self.forget()  # cells give names anew
            self._asked = session, session.cells
        return self._known.get(target.get("name")) if op == "get" and target else None

    def hear(self, reply: dict[str, Any]) -> None:
        """Take note of what any reply says of the names so far."""
        if reply.get("stay") is not True:
            self._known.clear()

    def learn(self, target: dict[str, Any] | None, reply: dict[str, Any], found: Known) -> None:
        """Take note of an object that a reply gave, if a name is said to stand for it."""
        if reply.get("lasting") is True and target and "name" in target:
            self._known[target["name"]] = found
