"""Carries out a test cell a second time, where the student's code cannot reach it.

Without graders a test cell runs in the student's process, where code can make it pass. Here the same text runs in a
process of the trusted side (see ``apart``), and only what the student wrote is called in the student's kernel. What
could come out otherwise for an honest submission is not compared.
"""

from __future__ import annotations

import builtins
import contextlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from examiner.codec import CodecError
from examiner.grading.again import FAILED, HELD, Given, module
from examiner.grading.apart import carried_out
from examiner.grading.errors import StudentError
from examiner.grading.plain_asserts import assert_places, names_read, statements
from examiner.grading.remote import Remote
from examiner.grading.stand_ins import Ours, Theirs, replaced
from examiner.grading.unchanged import same
from examiner.grading.wall import Wall
from examiner.kernels.errors import KernelError


@dataclass(frozen=True)
class Followed:
    """What came of carrying out one cell.

    Parameters
    ----------
    held : frozenset of int
        Asserts that hold on this side, by their number in the cell.
    sound : frozenset of int
        Numbers of the statements that come to an end on this side.
    failed : int
        Line of the statement that fails, 0 if none does.
    failed_at : int
        Its number.
    failing : frozenset of int
        The asserts of that statement.
    reached : frozenset of int
        The asserts up to that statement; all if none fails.
    hung : bool
        Whether a call of the student's took all the time there is, or killed the kernel.
    names : mapping
        What the cell has bound to data.
    steady : bool
        Whether that is what the student's process would have.
    """

    held: frozenset[int] = frozenset()
    sound: frozenset[int] = frozenset()
    failed: int = 0
    failed_at: int = -1
    failing: frozenset[int] = frozenset()
    reached: frozenset[int] = frozenset()
    hung: bool = field(default=False, compare=False)
    names: Mapping[str, Any] = field(default_factory=dict, compare=False)
    steady: bool = field(default=True, compare=False)


class Over(Exception):
    """The process that carries out the cell has ended, or its time has."""


def follow(given: Given, wall: Wall) -> Followed:
    """Carry out a cell on this side.

    Parameters
    ----------
    given : Given
        The cell, and what is known of it.
    wall : Wall
        The way to the student's kernel, in the state before the cell; its account says for how long, and with how
        much memory.
    """
    _import_modules(given)
    budget = wall.notebook.budget
    wall.begin_check(budget.crosscheck_call_seconds)
    with carried_out(given, budget) as link:
        served = _Served(link, wall, time.monotonic() + budget.crosscheck_seconds)
        with contextlib.suppress(Over):
            served.until("end")
    return _summed_up(given.source, served)


def _import_modules(given: Given) -> None:
    """Import here what the cell uses, so that it is done once and not in the process of each cell."""
    for name in frozenset().union(*map(names_read, statements(given.source))) & given.modules.keys():
        with contextlib.suppress(Exception):  # then the cell's process meets the same, and nothing is concluded
            module(*given.modules[name])


def _summed_up(source: str, served: _Served) -> Followed:
    body, places = statements(source), list(enumerate(assert_places(source)))
    held = {number for number, place in places if served.outcomes.get(place) == HELD}
    failed = next((place for place, outcome in served.outcomes.items() if outcome == FAILED), None)
    last = len(body) if failed is None else failed
    return Followed(
        held=frozenset(held),
        sound=frozenset(place for place, outcome in served.outcomes.items() if outcome == HELD),
        failed_at=-1 if failed is None else failed,
        failed=0 if failed is None else body[failed].lineno,
        failing=frozenset(number for number, place in places if place == failed),
        reached=frozenset(number for number, place in places if place <= last),
        hung=served.wall.over is not None,
        names=served.names,
        steady=served.steady,
    )


class _Served:
    """Serves the process of one cell: it asks for what the student's kernel has and does."""

    def __init__(self, link: Connection, wall: Wall, deadline: float) -> None:
        self.link, self.wall, self.deadline = link, wall, deadline
        self.outcomes: dict[int, str] = {}
        self.names: dict[str, Any] = {}
        self.steady = False
        self.objects: list[Remote] = []
        self.lent_functions = False

    def until(self, last: str) -> list[Any]:
        """Do what is asked until a message of a kind comes, and return its content."""
        while True:
            try:
                if not self.link.poll(max(0.0, self.deadline - time.monotonic())):
                    raise Over
                message: tuple[Any, ...] = self.link.recv()
                kind, rest = message[0], [*message[1:]]
                if kind == "statement":
                    self.outcomes[rest[0]] = rest[1]
                elif kind == "end":
                    self.names, self.steady = rest
                if kind == last:
                    return rest
                if kind in ("name", "call", "attr"):
                    self.link.send(self.reply(getattr(self, kind), rest))
            except (EOFError, OSError):
                raise Over from None

    def reply(self, ask: Callable[..., tuple[Any, bool]], arguments: list[Any]) -> tuple[Any, ...]:
        """Return what is told to the process: a value, what the student's code raised, or that nothing can be said."""
        try:
            value, exact = ask(*arguments)
            return "value", self.outgoing(value), exact
        except StudentError as error:
            if self.lent_functions and error.type_name == "RuntimeError":  # between requests nobody answers for one
                return ("gave up",)
            return "raised", error.type_name, error.message, error.bases
        except (KernelError, Over):
            raise
        except Exception:  # whatever came, or could not be sent: nothing is concluded
            return ("gave up",)

    def name(self, name: str) -> tuple[Any, bool]:
        """Return what a name of the student's stands for."""
        return self.told(self.wall.request("get_told", {"name": name}), 2)

    def attr(self, number: int, name: str) -> tuple[Any, bool]:
        """Return an attribute of an object of the student's."""
        return self.told(self.objects[number]._ask("attr_told", name), 2)

    def call(self, number: int, arguments: Any, shared: dict[str, Any]) -> tuple[Any, bool]:
        """Call a function of the student's, in whose kernel these names are set."""
        if shared:
            self.wall.request("set", value=shared)
        args, kwargs = self.incoming(arguments)
        found = self.objects[number]._ask("call_told", (tuple(args), kwargs))
        value, exact = self.told(found, 4)
        unchanged = same([tuple(args), kwargs], list(found[2:]))
        for name, before in shared.items():
            unchanged = unchanged and same(before, self.wall.request("get", {"name": name}))
        return value, exact and unchanged

    @staticmethod
    def told(found: Any, length: int) -> tuple[Any, bool]:
        """Return a value of the student's and whether it is the same here: an object is, which stays there."""
        if not isinstance(found, tuple) or len(found) != length:
            raise CodecError("a reply of another form")
        return found[0], found[1] is True or isinstance(found[0], Remote)

    def outgoing(self, value: Any) -> Any:
        """Return a value with what stands for objects of the student's in their place."""
        return replaced(value, self.stand_in)

    def stand_in(self, value: Any) -> Any:
        """Return what stands for an object; all else as it is."""
        if not isinstance(value, Remote):
            return value
        self.objects.append(value)
        return Theirs(len(self.objects) - 1)

    def incoming(self, value: Any) -> Any:
        """Return arguments with objects and functions in place of what stands for them."""
        return replaced(value, self.original)

    def original(self, value: Any) -> Any:
        """Return what stood on the other side of the pipe; all else as it is."""
        if isinstance(value, Theirs):
            return self.objects[value.number]
        return self.function(value.number) if isinstance(value, Ours) else value

    def function(self, number: int) -> Callable[..., Any]:
        """Return a function of the cell's, for the student's code to call."""
        self.lent_functions = True

        def call(*args: Any, **kwargs: Any) -> Any:
            self.link.send(("callback", number, self.outgoing(list(args)), self.outgoing(kwargs)))
            kind, value = self.until("answer")
            if kind == "error":
                raise getattr(builtins, value, RuntimeError)
            return self.incoming(value)

        call.__name__ = "function"
        return call
