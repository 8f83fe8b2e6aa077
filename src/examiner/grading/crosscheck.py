"""Carries out the plain part of a test cell a second time, on the trusted side of the wall.

Without graders a test cell runs in the student's process, where code can make it pass. Here the same text runs where
that code cannot reach it, and only the student's functions are called in their kernel. What could come out otherwise
for an honest submission is not compared.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import io
import signal
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import CodeType
from typing import Any

import numpy as np

from examiner.grading.errors import StudentError
from examiner.grading.plain_asserts import BUILTINS, imported, is_assert, names_called, plain_statements
from examiner.grading.remote import Remote
from examiner.grading.student import same
from examiner.grading.wall import Wall

STATEMENT_SECONDS = 30.0  # of real time; who is stopped here is not compared
EXACT = (type(None), bool, int, float, complex, str, bytes)
BY_CHANCE = ("RecursionError", "MemoryError", "KeyboardInterrupt", "TimeoutError")  # not the same everywhere


class Incomparable(Exception):
    """Nothing can be said: what crosses the wall may not be what the cell would have had."""


@contextlib.contextmanager
def _most_seconds() -> Iterator[None]:
    """End a statement that a student's value makes endless here; only the main thread can be ended."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(*_: object) -> None:
        raise Incomparable("too long")

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, STATEMENT_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@dataclass(frozen=True)
class Followed:
    """What came of the plain part of one cell.

    Parameters
    ----------
    held : int
        Asserts that hold, from the first on.
    failed : int
        Line of the statement after them that fails, 0 if none does.
    """

    held: int = 0
    failed: int = 0


def follow(source: str, modules: Mapping[str, tuple[str, str]], wall: Wall, unknown: frozenset[str]) -> Followed:
    """Carry out a cell's plain statements until one cannot be, or fails.

    Parameters
    ----------
    source : str
        The cell as the master has it.
    modules : mapping
        What the master imports, by name.
    wall : Wall
        The way to the student's kernel, in the state before the cell.
    unknown : frozenset of str
        Names that are not looked up in that kernel: other test cells bind them.
    """
    names: dict[str, Any] = {}
    held = 0
    for statement in plain_statements(source):
        wall.begin_check()
        try:
            with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"), _most_seconds():
                _look_up(statement, names, modules, wall, unknown)
                if not _holds(statement, names):
                    return Followed(held, statement.lineno)
        except StudentError as error:
            return Followed(held, 0 if error.type_name in BY_CHANCE else statement.lineno)
        except AssertionError:  # of a function like assert_allclose: the student's own is a StudentError
            return Followed(held, statement.lineno)
        except (TypeError, AttributeError):  # as of nothing, where a function does not return
            return Followed(held, statement.lineno if any(value is None for value in wall.received) else 0)
        except Exception:  # the cell's own, or of what crossed the wall: nothing is concluded
            return Followed(held)
        held += is_assert(statement)
    return Followed(held)


def _look_up(
    statement: ast.stmt,
    names: dict[str, Any],
    modules: Mapping[str, tuple[str, str]],
    wall: Wall,
    unknown: frozenset[str],
) -> None:
    """Find what a statement reads and the cell has not bound."""
    read, only_called = names_called(statement)
    bound = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    for name in sorted(read - names.keys() - bound):
        if name in modules:
            names[name] = _module(*modules[name])
        elif name in unknown:
            raise Incomparable(name)
        elif name not in BUILTINS:
            names[name] = _students(wall.request("get", {"name": name}), wall, name in only_called)
    for name in read & names.keys():
        if isinstance(names[name], _Function) and name not in only_called:
            raise Incomparable(name)


def _module(module: str, attribute: str) -> Any:
    found = importlib.import_module(module)
    if not attribute:
        return found
    return getattr(found, attribute) if hasattr(found, attribute) else importlib.import_module(f"{module}.{attribute}")


class _Function:
    """A function of the student's, to be called with data and to give data."""

    def __init__(self, remote: Remote, received: deque[Any]) -> None:
        self._remote, self._received = remote, received

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not _is_exact([args, kwargs]):
            raise Incomparable("arguments")
        found = self._remote._ask("call_keeping", (args, kwargs))
        if not isinstance(found, tuple) or len(found) != 3:
            raise Incomparable("reply")
        value, *after = found
        if not same([args, kwargs], after) or not _is_exact(value):
            raise Incomparable("arguments were changed, or the value is an object")
        self._received.append(value)
        return value


def _students(value: Any, wall: Wall, only_called: bool) -> Any:
    if isinstance(value, Remote) and only_called:
        return _Function(value, wall.received)
    if not _is_exact(value):
        raise Incomparable("an object")
    return value


def _is_exact(value: Any) -> bool:
    """Say whether a value is the same on both sides of the wall."""
    if type(value) in (list, tuple, set, frozenset):
        return all(map(_is_exact, value))
    if type(value) is dict:
        return all(_is_exact(key) and _is_exact(item) for key, item in value.items())
    if type(value) is np.ndarray or isinstance(value, np.generic):
        return value.dtype.kind in "biufcSU"
    return type(value) in EXACT


def _holds(statement: ast.stmt, names: dict[str, Any]) -> bool:
    """Carry out one statement; False if it is an assert that fails."""
    match statement:
        case ast.Import() | ast.ImportFrom():
            names.update({name: _module(*where) for name, where in imported(statement).items()})
        case ast.Assert(test=test):
            return bool(eval(_code(test), names))  # noqa: S307 - the master's own text
        case ast.Assign() | ast.Expr():
            exec(compile(ast.Module([statement], []), "cell", "exec"), names)  # noqa: S102 - the master's own text
    return True


def _code(test: ast.expr) -> CodeType:
    return compile(ast.Expression(test), "cell", "eval")
