"""Carries out the text of a test cell again, and has the student's code called where it is met.

The text is the master's. Where this side cannot do as the student's kernel would, a statement is *open*: nothing is
concluded from it. What holds here holds on both sides; what fails here counts only where all that went before is
*steady*.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import copy
import importlib
import pickle
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from examiner.codec import is_exact
from examiner.codec.numeric import np
from examiner.grading.plain_asserts import BUILTINS, imported, is_plain, is_steady, only_called, seeds, statements
from examiner.grading.stand_ins import GaveUp, Object, Ours, Theirs, give_up, number_of, replaced
from examiner.grading.unchanged import same

HELD, OPEN, FAILED = "held", "open", "failed"
# Not the same everywhere, or of what this side lacks.
BY_CHANCE = (RecursionError, MemoryError, ImportError, NameError, OSError, TimeoutError, NotImplementedError)
OF_VALUES = (ValueError, LookupError, ArithmeticError)  # what a wrong value makes of the cell's own text


@dataclass(frozen=True)
class Given:
    """What is known of a cell before it is carried out.

    Parameters
    ----------
    source : str
        The cell as the master has it.
    modules : mapping
        By name, what the master imports: the module, and the name in it if any.
    theirs : frozenset of str
        Names that other cells bind, also where they are called like a builtin.
    unknown : frozenset of str
        Names of which only the student's process knows what they stand for: earlier test cells bind them.
    kept : mapping
        What earlier test cells have bound here.
    shared : frozenset of str
        Names of test cells that the student's functions read: they are set in that kernel.
    steady : bool
        Whether ``kept`` is what the student's process would have.
    goes_on : bool
        Whether the cell passed in the student's process, so that all of it was carried out there.
    """

    source: str
    modules: Mapping[str, tuple[str, str]]
    theirs: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    kept: Mapping[str, Any] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()
    steady: bool = True
    goes_on: bool = True


class _Names(dict[str, Any]):
    """The names of a cell; those that it has not bound are looked up when they are read."""

    def __init__(self, find: Callable[[str], Any], known: Mapping[str, Any]) -> None:
        super().__init__(known, __builtins__=builtins)  # all: NumPy imports what it needs by the present frame's
        self._find = find

    def __missing__(self, name: str) -> Any:
        return self._find(name)


class CarriedOut:
    """One cell while it is carried out."""

    def __init__(self, link: Connection, given: Given) -> None:
        self.link, self.given = link, given
        self.names = _Names(self.find, given.kept)
        self.found: dict[str, Any] = {}  # of the student's, for one statement
        self.called = frozenset[str]()  # names with which the statement does no more than call them
        self.unknown = set(given.unknown)
        self.functions: list[Callable[..., Any]] = []
        self.lent: list[tuple[Any, Any]] = []  # what both sides have, and what it was then
        self.steady, self.seeded, self.gave_up = given.steady, False, False
        self.nothing = False  # whether a value of the student's was None

    def carry_out(self) -> None:
        """Carry out statement after statement and tell the parent what came of each."""
        for number, statement in enumerate(statements(self.given.source)):
            outcome = self.outcome(statement)
            self.link.send(("statement", number, outcome))
            if outcome == FAILED or (outcome == OPEN and not self.given.goes_on):
                break
        kept = {name: value for name, value in self.names.items() if is_exact(value) and name != "__builtins__"}
        self.link.send(("end", kept, self.steady))

    def outcome(self, statement: ast.stmt) -> str:
        """Carry out one statement and say what came of it."""
        self.found, self.gave_up, self.called = {}, False, only_called(statement)
        self.steady &= is_steady(statement, self.seeded)
        self.seeded |= any(map(seeds, ast.walk(statement)))
        failed = False
        try:
            if not is_plain(statement):
                raise GaveUp
            self.carry_out_one(statement)
        except GaveUp:
            self.gave_up = True
        except BaseException as error:
            failed = True
            self.gave_up |= not self.counts(error)
        if failed and not self.gave_up and self.steady and self.undisturbed():
            return FAILED
        if failed or self.gave_up:
            self.steady = False
            self.unknown |= {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and self.is_bound_by(n)}
            for name in self.unknown & self.names.keys():
                del self.names[name]
            return OPEN
        return HELD

    @staticmethod
    def is_bound_by(node: ast.Name) -> bool:
        """Say whether a statement binds a name here."""
        return not isinstance(node.ctx, ast.Load)

    def carry_out_one(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            self.names.update({name: module(*where) for name, where in imported(statement).items()})
            return
        bound = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and self.is_bound_by(n)}
        exec(compile(ast.Module([statement], []), "cell", "exec"), self.names)  # noqa: S102 - the master's own text
        self.unknown -= bound & self.names.keys()
        if isinstance(statement, ast.FunctionDef):
            self.unknown.discard(statement.name)

    def counts(self, error: BaseException) -> bool:
        """Say whether an exception says something about the student's answer."""
        if getattr(error, "of_student", False):
            return True
        if isinstance(error, AssertionError) or type(error).__name__ == "Failed":  # pytest's, which is no Exception
            return True
        if isinstance(error, BY_CHANCE):
            return False
        if isinstance(error, TypeError | AttributeError):  # as of nothing, where a function does not return
            return self.nothing
        return isinstance(error, OF_VALUES)

    def undisturbed(self) -> bool:
        """Say whether the cell changed nothing that the student's side may hold as well."""
        return all(same(value, before) for value, before in self.lent)

    # -- names ----------------------------------------------------------------------------------------

    def find(self, name: str) -> Any:
        """Return what a name stands for that the cell has not bound."""
        if name in self.unknown:
            raise GaveUp
        if name not in self.given.theirs:
            if name in self.given.modules:
                return module(*self.given.modules[name])
            if name in BUILTINS:
                raise KeyError(name)
        if name not in self.found:
            self.found[name] = self.ask("name", name)
        if isinstance(self.found[name], Object):  # as in ``except Their:``, where it is no class here
            self.steady &= name in self.called
        return self.found[name]

    # -- the student's code ---------------------------------------------------------------------------

    def call(self, number: int, args: Any, kwargs: Any) -> Any:
        """Call a function of the student's."""
        shared = {name: self.names[name] for name in self.given.shared & self.names.keys()}
        self.steady &= all(map(is_exact, shared.values())) and not self.given.shared & self.unknown
        sent = self.outgoing([list(args), kwargs])
        self.lend(sent)
        self.seeded = False
        return self.ask("call", number, sent, {n: v for n, v in shared.items() if is_exact(v)})

    def ask(self, *message: Any) -> Any:
        """Ask the parent for something of the student's; meanwhile functions of the cell may be called."""
        if self.gave_up:
            raise GaveUp
        try:
            self.link.send(message)
        except (TypeError, AttributeError, ValueError, pickle.PicklingError):  # no data that goes across
            give_up()
        while True:
            kind, *rest = self.link.recv()
            if kind == "callback":
                self.link.send(("answer", *self.answer(*rest)))
            elif kind == "value":
                value, exact = rest
                self.steady &= exact
                self.nothing |= value is None
                value = self.incoming(value)
                self.lend(value)
                return value
            elif kind == "raised":
                raise self.exception(*rest)
            else:
                self.gave_up = True
                raise GaveUp

    def answer(self, number: int, args: Any, kwargs: Any) -> tuple[str, Any]:
        """Call a function of the cell's for the student's code."""
        try:
            args, kwargs = self.incoming([args, kwargs])
            return "value", self.outgoing(self.functions[number](*args, **kwargs))
        except GaveUp:
            self.gave_up = True
            return "error", "RuntimeError"
        except Exception as error:
            self.steady &= isinstance(error, OF_VALUES)
            return "error", type(error).__name__

    def lend(self, value: Any) -> None:
        """Keep in mind what both sides have now."""
        if isinstance(value, list | dict | set | tuple | np.ndarray):
            with contextlib.suppress(GaveUp, Exception):
                self.lent.append((value, copy.deepcopy(value)))

    def incoming(self, value: Any) -> Any:
        """Return a value that came with objects of the student's in place of what stands for them."""
        return replaced(value, lambda one: Object(self, one.number) if isinstance(one, Theirs) else one)

    def outgoing(self, value: Any) -> Any:
        """Return a value with what stands for objects and functions in their place."""
        sent = replaced(value, self.stand_in)
        self.steady &= is_exact(replaced(sent, lambda one: None if isinstance(one, Theirs | Ours) else one))
        return sent

    def stand_in(self, value: Any) -> Any:
        """Return what stands for an object of the student's or a function of the cell's; all else as it is."""
        if isinstance(value, Object):
            return Theirs(number_of(value))
        if not callable(value):
            return value
        if isinstance(value, type):  # there it could not be asked whether something is one
            give_up()
        self.functions.append(value)
        return Ours(len(self.functions) - 1)

    def exception(self, name: str, message: str, bases: tuple[str, ...]) -> BaseException:
        """Return an exception of the student's code as one of this side's, of the first class that this side knows."""
        for base in bases:
            where, _, kind = base.rpartition(".")
            found = (
                getattr(sys.modules.get(where), kind, None) if where.split(".")[0] in ("builtins", "numpy") else None
            )
            if isinstance(found, type) and issubclass(found, Exception) and not issubclass(found, BY_CHANCE):
                with contextlib.suppress(TypeError):
                    error: BaseException = found(message)
                    error.of_student = True  # type: ignore[attr-defined]
                    self.steady &= str(error) == message
                    return error
        self.gave_up = True
        return GaveUp()


def module(name: str, attribute: str) -> Any:
    """Return a module, or what an import takes from it."""
    found = importlib.import_module(name)
    if not attribute:
        return found
    return getattr(found, attribute) if hasattr(found, attribute) else importlib.import_module(f"{name}.{attribute}")
