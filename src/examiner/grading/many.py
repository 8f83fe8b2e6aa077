"""Many calls of one function of the student's in one round trip; in a few, where they take long.

The kernel sends what it has after a moment. So each call has about the time limit that it would have alone, and what a
call before it gave is not lost with one that hangs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from examiner.grading.answers import Answers, entries, later
from examiner.grading.errors import StudentCrash, StudentError, StudentFault, StudentTimeout
from examiner.grading.remote import Remote
from examiner.grading.unchanged import value_of

Give = Callable[[], Any]


class Way(Protocol):
    """What is needed of the wall."""

    received: deque[Any]
    over: StudentFault | None

    def ask(self, op: str, target: dict[str, Any] | None, value: Any) -> Any:
        """Send one request and return its value."""

    def opened(self, reply: dict[str, Any], buffers: list[bytes]) -> Any:
        """Return the value of a reply."""

    def reported(self, error: Any) -> StudentError:
        """Return the exception that a reply reports."""


def each(wall: Way, target: dict[str, Any], calls: list[Any], keeping: bool) -> Answers:
    """Call what ``target`` stands for with each of ``calls``.

    Raises
    ------
    StudentFault
        If there is no such function; what a call ends with waits in the answers.
    """
    __tracebackhide__ = True
    if wall.over is not None:
        raise wall.over.with_traceback(None)
    made: list[Give] = []
    op, where, value = "batch", target, {"keeping": keeping, "calls": calls}
    while len(made) < len(calls) and wall.over is None:
        try:
            rest, told = entries(wall.ask(op, where, value))
        except (StudentTimeout, StudentCrash) as fault:
            return Answers(made + _ended(wall, fault, calls[len(made) :], keeping))
        made += [_give(wall, one, given, keeping) for one, given in zip(told, calls[len(made) :], strict=False)]
        if not (told and (isinstance(rest, Remote) or len(made) == len(calls))):
            entries(None)  # no honest kernel says that nothing was done, or is left
        op, where, value = "more", rest._target() if isinstance(rest, Remote) else {}, {}
    if wall.over is not None:  # a kernel that was full is given up
        made += [_raise(later(wall.over, True)) for _ in calls[len(made) :]]
    return Answers(made)


def _ended(wall: Way, fault: StudentTimeout | StudentCrash, calls: list[Any], keeping: bool) -> list[Give]:
    """Return what the calls end with of which one ended the request: the last one whose end was told, if any was."""
    made: list[Give] = []
    known = len(calls) == 1
    if isinstance(fault, StudentTimeout) and fault.done is not None:
        _, told = entries(fault.done)
        known = bool(told)
        made = [_give(wall, one, given, keeping) for one, given in zip(told[:-1], calls, strict=False)]
    return made + [_raise(later(fault, known)) for _ in calls[len(made) :]]


def _give(wall: Way, entry: tuple[dict[str, Any], list[bytes]], given: Any, keeping: bool) -> Give:
    """Return a function that gives the value of a call or raises what it ended with."""
    fields, buffers = entry
    if fields.get("ok") is not True:
        return _raise(wall.reported(fields.get("error")))
    header, *rest = buffers

    def value() -> Any:
        __tracebackhide__ = True
        found = wall.opened({**fields, "value": header.decode("ascii", "replace")}, rest)
        found = value_of(found, given) if keeping else found
        wall.received.append(found)
        return found

    return value


def _raise(fault: StudentFault) -> Give:
    def give() -> Any:
        __tracebackhide__ = True
        raise fault.with_traceback(None)

    return give
