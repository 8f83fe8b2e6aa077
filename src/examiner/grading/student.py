"""What a grader knows as ``student``: the notebook's names, and what its cells left behind."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from nbformat import NotebookNode

from examiner.grading.answers import Answers
from examiner.grading.errors import NeverRan, StudentError, StudentFault
from examiner.grading.parts import arguments
from examiner.grading.remote import ASKED_BY_TOOLS, Remote
from examiner.grading.syntax import names_used
from examiner.grading.unchanged import value_of
from examiner.grading.wall import Wall
from examiner.moved import moved

T = TypeVar("T")


class Student:
    """What the ``student`` fixture gives: the notebook's names and what its cells left behind.

    Parameters
    ----------
    wall : Wall
        The way to the student's kernel.
    task : TaskView
        What is known of the present task's cells.
    """

    def __init__(self, wall: Wall, task: TaskView) -> None:
        self._wall, self._task = wall, task

    @property
    def stdout(self) -> str:
        """Text printed by the task's cells and by the calls of this check."""
        outputs = [*self._task.outputs, *self._wall.outputs]
        self._wall.looked = True
        text = "".join(o.text for o in outputs if o.output_type == "stream" and o.name == "stdout")
        self._wall.printed = text
        return text

    @property
    def figures(self) -> list[bytes]:
        """PNG bytes of the plots drawn by the task's cells and by the calls of this check."""
        self._wall.looked = True
        found = [png for o in [*self._task.outputs, *self._wall.outputs] for png in png_bytes(o)]
        self._wall.drawn = len(found)
        return found

    @property
    def error(self) -> StudentError | None:
        """The error that the task's answer cell ended with, if any."""
        found = self._task.failure
        self._wall.looked = True
        return found if isinstance(found, StudentError) else None

    @property
    def warnings(self) -> list[tuple[str, str]]:
        """Python warnings of the last call, as (category, message)."""
        self._wall.looked = True
        return list(self._wall.warnings)

    def source(self, task: str) -> str:
        """Return the text of the answer cell ``task``.

        Raises
        ------
        KeyError
            If the assignment has no such cell.
        """
        self._wall.looked = True
        return self._task.source(task)

    def calls(self, *names: str) -> bool:
        """Say whether the student's code uses one of these names, in any cell that runs before this check.

        Uploaded modules and notebooks that such a cell imports or runs count like cells.

        ``assert not student.calls("sorted", "sort"), hint("...")``: a function by its own name, whatever it is called
        there. A variable or function of the student's own with that name does not count.
        """
        self._wall.looked = True
        return not names_used(self._task.written, self._task.uploaded).isdisjoint(names)

    def library(self, name: str) -> Any:
        """Return a module as the student's kernel imports it, whatever the notebook's own names stand for.

        ``student.library("numpy").random.default_rng(3)`` is a generator that lives in the kernel. ``student.np`` would
        be the student's variable, which an answer may use for something else.
        """
        __tracebackhide__ = True
        return self._wall.request("library", value=name)

    def unchanged(self, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a function of the student's and return its value, but fail the check if it changes what it is given.

        Raises
        ------
        StudentValueError
            If an array, list, dict or other datum among the arguments holds something else after the call.
        """
        __tracebackhide__ = True
        if not isinstance(function, Remote):
            return function(*args, **kwargs)  # fails as such a call does anywhere else
        value = value_of(function._ask("call_keeping", (args, kwargs)), (args, kwargs))
        self._wall.received.append(value)
        return value

    def each(self, function: Any, inputs: Iterable[Any], *, unchanged: bool = False) -> Answers:
        """Call a function of the student's once for each input, all in one round trip.

        Each call has the time limit of a call and fails alone: its place in the answers raises, the others hold what
        they hold. After one that reached its time limit or ended the kernel no further call is made in this check.

        Parameters
        ----------
        function : str or object
            The name of the notebook's function, or a function or method that was got before.
        inputs : iterable
            A tuple holds the arguments of a call, ``args(...)`` also those with names; anything else is one argument.
        unchanged : bool
            Whether a call that changes an argument fails, as with :meth:`unchanged`.
        """
        __tracebackhide__ = True
        calls = [arguments(one) for one in inputs]
        if isinstance(function, str):
            return self._named(lambda: self._wall.each({"name": function}, calls, unchanged))
        if isinstance(function, Remote):
            return function._each(calls, unchanged)

        def alone(positional: tuple[Any, ...], named: dict[str, Any]) -> Callable[[], Any]:
            return lambda: function(*positional, **named)  # fails as such a call does anywhere else

        return Answers([alone(*call) for call in calls])

    def seed(self, number: int) -> None:
        """Seed the random numbers of the kernel: Python's, NumPy's, and those of Keras and its backends if loaded."""
        __tracebackhide__ = True
        self._wall.request("seed", value=int(number))

    def generator(self, number: int) -> Any:
        """Return a ``numpy.random.Generator`` with a seed, which lives in the kernel for student code."""
        __tracebackhide__ = True
        return self._wall.request("generator", value=int(number))

    def __getattr__(self, name: str) -> Any:
        __tracebackhide__ = True
        if name.startswith(("_", *ASKED_BY_TOOLS)):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> Any:
        """Return the notebook's variable ``name``; for names that begin with ``_`` or that this class uses itself."""
        __tracebackhide__ = True
        return self._named(lambda: self._wall.request("get", {"name": name}))

    def _named(self, ask: Callable[[], T]) -> T:
        """Ask for something by a name of the notebook's."""
        __tracebackhide__ = True
        if isinstance(self._task.failure, NeverRan):
            raise self._task.failure.with_traceback(None)  # each check's own, not those of the checks before
        try:
            return ask()
        except StudentError as error:
            # The name is missing because its cell failed: that failure is what the student must read.
            if error.type_name == "NameError" and self._task.failure is not None:
                raise self._task.failure.with_traceback(None) from None
            raise


class TaskView(Protocol):
    """What a grader may know of the cells of its task."""

    outputs: list[NotebookNode]
    failure: StudentFault | None
    written: tuple[str, ...]
    uploaded: Mapping[str, bytes]

    def source(self, task: str) -> str:
        """Return the text of an answer cell."""


def png_bytes(output: NotebookNode) -> list[bytes]:
    """Return the PNG of an output as a list of none or one."""
    text = output.get("data", {}).get("image/png") if output.output_type != "stream" else None
    if not isinstance(text, str):
        return []
    with contextlib.suppress(ValueError):
        found = base64.b64decode(text, validate=False)
        if found.startswith(b"\x89PNG"):
            return [found]
    return []


if not TYPE_CHECKING:  # else any name would be one of this module's
    __getattr__ = moved(__name__)
